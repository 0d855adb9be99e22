import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import { comparable, type Json } from '../../support/answers.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
  org = await anOrganization(service);
});
afterAll(() => service.stop());

const aRepo = async (values: object = {}) => {
  const made = await org.admin.post('/repos', { name: `acme/${Math.random()}`, ...values });
  expect(made.status).toBe(201);
  return made.body;
};

it('makes, shows and changes a repository, and says so in the audit log', async () => {
  const made = await org.admin.post('/repos', { name: 'acme/web' });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: expect.any(Number),
    name: 'acme/web',
    aliases: [],
    default_branch: 'main',
    baseline_branches: [],
    url: null,
    forge: { kind: 'none', web_url: null },
    links: null,
    source_excerpts: 'none',
    suppression_reasons: true,
    created_at: expect.any(String),
  });
  const { id } = made.body;
  expect((await org.admin.get(`/repos/${id}`)).body).toEqual(made.body);
  const url = 'https://forge.example.org/acme/web';
  const changed = await org.admin.patch(`/repos/${id}`, { default_branch: 'trunk', url });
  expect(changed.body).toEqual({ ...made.body, default_branch: 'trunk', url });
  expect((await org.admin.patch(`/repos/${id}`, { url: null })).body.url).toBeNull();
  const { entries } = (await org.admin.get(`/audit-log?repo_id=${id}`)).body;
  expect(entries.map(({ action, old, new: after }: Json) => [action, old, after])).toEqual([
    ['repo.updated', { url }, { url: null }],
    ['repo.updated', { default_branch: 'main', url: null }, { default_branch: 'trunk', url }],
    ['repo.created', null, { name: 'acme/web', default_branch: 'main', url: null }],
  ]);
});

describe('the forge', () => {
  const links = (site: string, commit: string, file: string) => ({ commit: site + commit, file: site + file });

  it('is guessed by the address, and not for a site that is not known', async () => {
    const { id } = await aRepo({ url: 'https://github.com/acme/web.git' });
    const site = 'https://github.com/acme/web';
    expect((await org.admin.get(`/repos/${id}`)).body).toMatchObject({
      url: `${site}.git`,
      forge: { kind: 'github', web_url: site },
      links: links(site, '/commit/{sha}', '/blob/{sha}/{+path}#L{from}-L{to}'),
    });
    const moved = await org.admin.patch(`/repos/${id}`, { url: 'https://git.example.org/acme/web' });
    expect(moved.body).toMatchObject({ forge: { kind: 'none', web_url: null }, links: null });
  });

  it('is set, at an address of its own or that of the repository, and left to the guess again', async () => {
    const url = 'https://github.com/acme/web';
    const { id } = await aRepo({ url });
    const set = async (forge: unknown) => (await org.admin.patch(`/repos/${id}`, { forge })).body;
    const own = 'https://code.example.org/acme/web';
    expect(await set({ kind: 'gitlab', web_url: `${own}/` })).toMatchObject({
      url,
      forge: { kind: 'gitlab', web_url: own },
      links: links(own, '/-/commit/{sha}', '/-/blob/{sha}/{+path}#L{from}-{to}'),
    });
    expect((await org.admin.get(`/repos/${id}`)).body.forge.kind).toBe('gitlab');
    expect(await set({ kind: 'gitea' })).toMatchObject({ forge: { kind: 'gitea', web_url: url } });
    expect(await set({ kind: 'none' })).toMatchObject({ forge: { kind: 'none', web_url: null }, links: null });
    expect(await set(null)).toMatchObject({ forge: { kind: 'github', web_url: url } });
    const { entries } = (await org.admin.get(`/audit-log?repo_id=${id}`)).body;
    expect(entries.slice(0, 2).map(({ old, new: after }: Json) => [old, after])).toEqual([
      [{ forge: { kind: 'none', web_url: null } }, { forge: null }],
      [{ forge: { kind: 'gitea', web_url: null } }, { forge: { kind: 'none', web_url: null } }],
    ]);
  });

  it.each([
    [{ kind: 'sourceforge' }, 'forge.kind'],
    [{}, 'forge.kind'],
    [{ kind: 'github', web_url: 'javascript:alert(1)' }, 'forge.web_url'],
    ['github', 'forge'],
  ])('is not %j', async (forge, field) => {
    const { id } = await aRepo();
    const answer = await org.admin.patch(`/repos/${id}`, { forge });
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
  });
});

it('keeps names unique within the organization, not beyond', async () => {
  const [first, second] = [await aRepo({ name: 'acme/one' }), await aRepo()];
  const taken = await org.admin.post('/repos', { name: 'acme/one' });
  expect([taken.status, taken.body.code]).toEqual([409, 'already_exists']);
  expect((await org.admin.patch(`/repos/${second.id}`, { name: 'acme/one' })).status).toBe(409);
  expect((await org.admin.patch(`/repos/${first.id}`, { name: 'acme/one' })).status).toBe(200);
  expect((await service.admin.post('/repos', { name: 'acme/one' })).status).toBe(201);
});

it('pages through the list', async () => {
  const own = await anOrganization(service);
  for (const name of ['a', 'b', 'c']) await own.admin.post('/repos', { name });
  const first = (await own.admin.get('/repos?limit=2')).body;
  expect(first.repos.map((repo: { name: string }) => repo.name)).toEqual(['a', 'b']);
  const second = (await own.admin.get(`/repos?limit=2&cursor=${first.next_cursor}`)).body;
  expect(second.repos.map((repo: { name: string }) => repo.name)).toEqual(['c']);
  expect(second.next_cursor).toBeNull();
});

it('is read by members and by keys with read:repos, and written by administrators', async () => {
  const repo = await aRepo();
  const member = (await aMember(service, 'MEMBER', org.admin)).client;
  const viewer = (await aMember(service, 'VIEWER', org.admin)).client;
  const reader = (await anApiKey(service, { scopes: ['read:repos'] }, org.admin)).client;
  const writer = (await anApiKey(service, { scopes: ['write:scans'] }, org.admin)).client;
  for (const client of [member, viewer, reader]) {
    expect((await client.get('/repos')).status).toBe(200);
    expect((await client.get(`/repos/${repo.id}`)).status).toBe(200);
    expect((await client.post('/repos', { name: 'x' })).status).toBe(403);
    expect((await client.patch(`/repos/${repo.id}`, { name: 'x' })).status).toBe(403);
  }
  expect((await writer.get('/repos')).body.code).toBe('scope_required');
});

it.each<[object, string[]]>([
  [{}, ['name']],
  [{ name: '' }, ['name']],
  [{ name: 'a\0b' }, []],
  [{ name: 'x'.repeat(201), default_branch: '' }, ['name', 'default_branch']],
  [{ name: 'x', url: 'javascript:alert(1)' }, ['url']],
  [{ name: 'x', url: 7 }, ['url']],
])('refuses %j', async (body, fields) => {
  const answer = await org.admin.post('/repos', body);
  expect(answer.status).toBe(400);
  expect((answer.body.errors ?? []).map((error: { field: string }) => error.field)).toEqual(fields);
});

it.each(['0', '-1', '007', '1e3', '12abc', '%2012', '9007199254740992', '99999999999999999'])(
  'refuses %s for an id',
  async (id) => {
    const answer = await org.admin.get(`/repos/${id}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_id']);
  },
);

it('answers for another organization as for nothing', async () => {
  const repo = await aRepo();
  const [foreign, absent] = [await service.admin.get(`/repos/${repo.id}`), await service.admin.get('/repos/999999999')];
  expect([foreign.status, absent.status]).toEqual([404, 404]);
  expect(comparable(foreign)).toEqual(comparable(absent));
  expect((await service.admin.patch(`/repos/${repo.id}`, { name: 'x' })).status).toBe(404);
});

it('names further baseline branches, which replace those of before', async () => {
  const org = await anOrganization(service);
  const { id, baseline_branches: none } = (await org.admin.post('/repos', { name: 'acme/branches' })).body;
  expect(none).toEqual([]);
  const patch = (baseline_branches: unknown) => org.admin.patch(`/repos/${id}`, { baseline_branches });
  expect((await patch(['release/*', 'develop'])).body.baseline_branches).toEqual(['release/*', 'develop']);
  expect((await patch(['next'])).body.baseline_branches).toEqual(['next']);
  expect((await org.admin.patch(`/repos/${id}`, { default_branch: 'trunk' })).body.baseline_branches).toEqual(['next']);
  expect((await org.admin.get(`/repos/${id}`)).body.baseline_branches).toEqual(['next']);
  const { entries } = (await org.admin.get(`/audit-log?action=repo.updated&repo_id=${id}`)).body;
  expect(entries.at(-1).new).toMatchObject({ baseline_branches: ['release/*', 'develop'] });
  for (const bad of ['release/*', null, [1], [''], ['a'.repeat(201)], ['a\u001b'], Array<string>(51).fill('a')])
    expect((await patch(bad)).status).toBe(400);
  expect((await patch([])).body.baseline_branches).toEqual([]);
});

describe('aliases', () => {
  const rename = (id: number, body: object) => org.admin.patch(`/repos/${id}`, body);

  it('keep old names, by which scans and lists find the repository', async () => {
    const { id } = await aRepo({ name: 'acme/old' });
    expect((await rename(id, { name: 'acme/new' })).body).toMatchObject({ name: 'acme/new', aliases: ['acme/old'] });
    const key = await anApiKey(service, {}, org.admin);
    const scan = await key.client.post('/scans', {
      repo: 'acme/old',
      branch: 'main',
      commit_sha: 'abc1234',
      idempotency_key: 'one',
    });
    expect([scan.status, scan.body.repo_id]).toEqual([201, id]);
    const again = { repo: 'acme/new', branch: 'main', commit_sha: 'abc1234', idempotency_key: 'one' };
    expect((await key.client.post('/scans', again)).body.id).toBe(scan.body.id);
    expect((await org.admin.get('/scans?repo=acme/old')).body.scans).toHaveLength(1);
    expect((await org.admin.get('/quality/gates/status/by-commit?repo=acme/old&commit_sha=abc1234')).body.scan_id).toBe(
      scan.body.id,
    );
    expect((await org.admin.get('/overview?q=me/ol')).body.repos.map((repo: Json) => repo.id)).toEqual([id]);
    const back = await rename(id, { name: 'acme/old' });
    expect(back.body).toMatchObject({ name: 'acme/old', aliases: ['acme/new'] });
    const { entries } = (await org.admin.get(`/audit-log?repo_id=${id}&action=repo.updated`)).body;
    expect(entries[0].new).toEqual({ name: 'acme/old', aliases: ['acme/new'] });
  });

  it('are set as a list, and unique among names and aliases', async () => {
    const [one, other] = [await aRepo({ name: 'uniq/one' }), await aRepo({ name: 'uniq/other' })];
    expect((await rename(one.id, { aliases: ['uniq/a', 'uniq/a', 'uniq/one', 'uniq/b'] })).body.aliases).toEqual([
      'uniq/a',
      'uniq/b',
    ]);
    for (const body of [{ aliases: ['uniq/a'] }, { aliases: ['uniq/one'] }, { name: 'uniq/b' }]) {
      const refused = await rename(other.id, body);
      expect([refused.status, refused.body.code]).toEqual([409, 'already_exists']);
    }
    expect((await org.admin.post('/repos', { name: 'uniq/a' })).body.code).toBe('already_exists');
    expect((await rename(one.id, { aliases: [] })).body.aliases).toEqual([]);
    expect((await rename(other.id, { name: 'uniq/a' })).status).toBe(200);
    const foreign = await anOrganization(service);
    expect((await foreign.admin.post('/repos', { name: 'uniq/a' })).status).toBe(201);
  });

  it('are 20 at most: the oldest goes with a rename', async () => {
    const { id } = await aRepo({ name: 'many/0' });
    const names = (count: number) => Array.from({ length: count }, (_, at) => `many/${at + 1}`);
    for (const aliases of [names(21), [''], [' '], ['x'.repeat(201)], ['a\n'], [1], null])
      expect((await rename(id, { aliases })).status).toBe(400);
    expect((await rename(id, { aliases: names(20) })).status).toBe(200);
    expect((await rename(id, { name: 'many/new' })).body.aliases).toEqual(['many/0', ...names(19)]);
    expect((await aRepo({ name: 'many/20' })).name).toBe('many/20');
  });

  it('end with the repository', async () => {
    const { id } = await aRepo({ name: 'gone/one' });
    await rename(id, { name: 'gone/two' });
    expect((await org.admin.delete(`/repos/${id}?confirm=gone/two`)).status).toBe(202);
    for (const name of ['gone/one', 'gone/two']) expect((await aRepo({ name })).id).not.toBe(id);
  });
});

it('has no name that leads elsewhere', async () => {
  const { id } = await aRepo({ name: 'plain/a..b' });
  for (const name of ['../../x', 'acme/..', './x', 'a/./b', '../..', 'a\\..\\b']) {
    const asked = await Promise.all([
      org.admin.post('/repos', { name }),
      org.admin.patch(`/repos/${id}`, { name }),
      org.admin.patch(`/repos/${id}`, { aliases: [name] }),
      org.admin.post('/scans', { repo: name, branch: 'main', commit_sha: 'a'.repeat(40) }),
    ]);
    const message = 'must not have . or .. as a part between slashes; acme/web is allowed';
    expect(asked.map(({ status, body }) => [status, body.errors])).toEqual(
      ['name', 'name', 'aliases', 'repo'].map((field) => [400, [{ field, message }]]),
    );
  }
  for (const name of ['\u200b', ' \u2800']) {
    const alias = await org.admin.patch(`/repos/${id}`, { aliases: [name] });
    const scanned = await org.admin.post('/scans', { repo: name, branch: 'main' });
    const message = 'must not be blank';
    expect([alias.body.errors, scanned.body.errors]).toEqual([
      [{ field: 'aliases', message }],
      [{ field: 'repo', message }],
    ]);
  }
  for (const name of ['plain/.github', 'plain/..x', 'plain/x.'])
    expect((await org.admin.patch(`/repos/${id}`, { name })).status).toBe(200);
});
