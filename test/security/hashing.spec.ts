import type * as argon2 from '@node-rs/argon2';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';
import { ADMIN_EMAIL } from '../support/test-app.js';

/** Calls of the real functions, and the number of concurrent ones. */
const work = { running: 0, most: 0, checkedAgainst: [] as string[] };

jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return {
    hash: real.hash,
    verify: async (hash: string, password: string) => {
      work.checkedAgainst.push(hash);
      work.running += 1;
      work.most = Math.max(work.most, work.running);
      return real.verify(hash, password).finally(() => (work.running -= 1));
    },
  };
});

const AT_ONCE = 2;
const FLOOD = 80;

let service: PrivateApp;

beforeAll(async () => {
  service = await startPrivateApp({ TRUST_PROXY: '1' });
});
beforeEach(() => Object.assign(work, { most: 0, checkedAgainst: [] }));
afterAll(() => service.stop());

/** A sign-in that fails, from an address of its own. */
const guess = (email: string, number = 0) =>
  service.anonymous
    .as({ 'x-forwarded-for': `198.51.100.${number}` })
    .post('/auth/login', { email, password: 'not the password' });

it('a password is checked by argon2id, and an address that nobody has costs the same work', async () => {
  for (const email of [ADMIN_EMAIL, 'nobody@example.test']) expect((await guess(email)).status).toBe(401);
  const costs = work.checkedAgainst.map((hash) => hash.split('$').slice(0, 4).join('$'));
  expect(costs).toEqual(Array<string>(2).fill('$argon2id$v=19$m=19456,t=2,p=1'));
  expect(new Set(work.checkedAgainst).size).toBe(2);
});

it('a flood of sign-ins hashes two at a time, and holds up nobody else', async () => {
  let answered = 0;
  const flood = Array.from({ length: FLOOD }, (_, number) =>
    guess(`guest-${number}@example.test`, number).finally(() => (answered += 1)),
  );
  while (work.running < AT_ONCE) await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await service.admin.get('/auth/me')).status).toBe(200);
  expect(answered).toBeLessThan(FLOOD);
  expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]));
  expect(work.checkedAgainst).toHaveLength(FLOOD);
  expect(work.most).toBe(AT_ONCE);
});
