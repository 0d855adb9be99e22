import { AuthorizationCache } from './authorization-cache.js';
import type { Authorization, Called } from './forge.js';

const START = new Date('2026-11-27T10:00:00Z').getTime();
const right = (expiresAt: Date | null): Called<Authorization> => ({
  ok: true,
  value: { apiUrl: 'https://api.test', headers: {}, author: null, expiresAt, credentialsExpireAt: null },
});

function makeCache() {
  let now = START;
  const cache = new AuthorizationCache(() => new Date(now));
  return { cache, pass: (minutes: number) => void (now += minutes * 60_000) };
}

it('obtains a right once, and again shortly before its end', async () => {
  const { cache, pass } = makeCache();
  const obtain = jest.fn(() => Promise.resolve(right(new Date(START + 60 * 60_000))));
  await Promise.all([cache.get('1', obtain), cache.get('1', obtain)]);
  pass(54);
  await cache.get('1', obtain);
  expect(obtain).toHaveBeenCalledTimes(1);
  pass(1);
  await cache.get('1', obtain);
  expect(obtain).toHaveBeenCalledTimes(2);
});

it('keeps a right without an end for an hour, and none of another key', async () => {
  const { cache, pass } = makeCache();
  const obtain = jest.fn(() => Promise.resolve(right(null)));
  await cache.get('1', obtain);
  await cache.get('2', obtain);
  expect(obtain).toHaveBeenCalledTimes(2);
  pass(59);
  await cache.get('1', obtain);
  expect(obtain).toHaveBeenCalledTimes(2);
  pass(1);
  await cache.get('1', obtain);
  expect(obtain).toHaveBeenCalledTimes(3);
});

it('keeps no failure, and nothing that was forgotten', async () => {
  const { cache } = makeCache();
  const refused: Called<Authorization> = { ok: false, outcome: { kind: 'give_up', error: 'credentials' } };
  expect(await cache.get('1', () => Promise.resolve(refused))).toBe(refused);
  await expect(cache.get('1', () => Promise.reject(new Error('wrong')))).rejects.toThrow('wrong');
  const obtain = jest.fn(() => Promise.resolve(right(null)));
  await cache.get('1', obtain);
  cache.forget('1');
  await cache.get('1', obtain);
  expect(obtain).toHaveBeenCalledTimes(2);
});
