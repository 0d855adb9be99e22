import { FakeForge, FAULTS } from './fake-forge.js';
import { FakeGithub } from './fake-github.js';

const SHA = 'a'.repeat(40);
const STATUSES = `/repos/acme/web/statuses/${SHA}`;

let forge: FakeForge<FakeGithub>;
beforeEach(async () => {
  const model = new FakeGithub();
  model.addRepo('acme/web');
  model.addToken('t');
  forge = await FakeForge.start(model);
});
afterEach(() => forge.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${forge.url}/api/v3${path}`, {
    method,
    headers: { authorization: 'Bearer t', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.status;
}

it('takes what its tables allow, and shows it', async () => {
  expect(await call('POST', STATUSES, { state: 'success', context: 'c' })).toBe(201);
  expect(forge.model.shows(SHA, 'c')).toEqual({ state: 'success', description: null, url: null });
  expect(forge.lines).toEqual([`POST ${STATUSES}`]);
  expect(forge.refused).toEqual([]);
});

it.each<[string, string, string, unknown, number]>([
  ['a call that it does not know', 'POST', '/repos/acme/web/forks', {}, 404],
  ['a state that it does not know', 'POST', STATUSES, { state: 'neutral' }, 422],
  ['a missing key', 'POST', STATUSES, { context: 'c' }, 422],
  ['an unknown key', 'POST', STATUSES, { state: 'success', name: 'c' }, 422],
  ['an unknown key of the query', 'GET', `/repos/acme/web/commits/${SHA}/statuses?limit=1`, undefined, 422],
  ['a long description', 'POST', STATUSES, { state: 'success', description: 'x'.repeat(141) }, 422],
  ['a commit that is not there', 'POST', '/repos/acme/web/statuses/abc', { state: 'success' }, 422],
  ['a long comment', 'POST', '/repos/acme/web/issues/1/comments', { body: 'x'.repeat(65_537) }, 422],
  ['a check run of a token', 'POST', '/repos/acme/web/check-runs', { name: 'c', head_sha: SHA }, 403],
])('refuses %s', async (_, method, path, body, status) => {
  expect(await call(method, path, body)).toBe(status);
  expect(forge.refused).toHaveLength(1);
});

it('refuses 51 annotations and a long summary', async () => {
  const note = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };
  const run = (output: object) => call('POST', '/repos/acme/web/check-runs', { name: 'c', head_sha: SHA, output });
  expect(await run({ title: 't', summary: 's', annotations: Array.from({ length: 51 }, () => note) })).toBe(422);
  expect(await run({ title: 't', summary: 'x'.repeat(65_536) })).toBe(422);
});

it('refuses credentials that it does not know', async () => {
  expect(await call('POST', STATUSES, { state: 'success' }, { authorization: 'Bearer x' })).toBe(401);
});

it('fails on request, before or after the effect', async () => {
  const put = (context: string) => call('POST', STATUSES, { state: 'success', context }).catch(() => 'reset');
  forge.failNext([FAULTS.status(429, { 'retry-after': '1' }), FAULTS.resetBefore, FAULTS.resetAfter, FAULTS.lost]);
  expect(await put('a')).toBe(429);
  expect(await put('b')).toBe('reset');
  expect(await put('c')).toBe('reset');
  expect(await put('d')).toBe(502);
  expect(await put('e')).toBe(201);
  expect(['a', 'b', 'c', 'd', 'e'].map((context) => forge.model.shows(SHA, context) !== null)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
