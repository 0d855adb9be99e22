import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;
let admin: ApiClient;

beforeAll(async () => {
  service = await startTestApp({ WORKER: 'off' });
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
  admin = org.admin;
});

const WANTED = { kind: 'github', claims: { repository_id: 724712, ref: 'refs/heads/main' } };

const create = async (more: object = {}) => {
  const { status, body, text } = await admin.post('/trusted-publishers', { ...WANTED, ...more });
  if (status !== 201) throw new Error(text);
  return body;
};

describe('a trusted publisher', () => {
  it('is created with the issuer and scopes of its kind, listed, and deleted', async () => {
    const made = await create();
    expect(made).toEqual({
      id: expect.any(Number),
      kind: 'github',
      issuer: 'https://token.actions.githubusercontent.com',
      claims: { repository_id: '724712', ref: 'refs/heads/main' },
      repo_id: null,
      scopes: ['write:scans', 'read:scans'],
      minted_by: null,
      created_by_name: 'Administrator',
      enabled: true,
      state: 'unproven',
      audience: null,
      contested_at: null,
      last_exchanged_at: null,
      last_exchanged_from: null,
      created_at: expect.any(String),
      expires_at: null,
    });
    expect((await admin.get('/trusted-publishers')).body).toEqual({ trusted_publishers: [made], next_cursor: null });
    expect((await admin.delete(`/trusted-publishers/${made.id}`)).status).toBe(204);
    expect((await admin.delete(`/trusted-publishers/${made.id}`)).status).toBe(404);
    expect((await admin.get('/trusted-publishers')).body.trusted_publishers).toEqual([]);
    const { entries } = (await admin.get('/audit-log?target=trusted_publisher')).body;
    const { kind, issuer, claims, repo_id, scopes } = made;
    const values = { kind, issuer, claims, repo_id, scopes };
    expect(entries).toMatchObject([
      { action: 'trusted_publisher.deleted', old: values, target: { id: made.id } },
      { action: 'trusted_publisher.created', new: values, target: { id: made.id } },
    ]);
  });

  it('takes the issuer of a server of one’s own', async () => {
    const issuer = 'https://gitlab.example.org';
    expect(await create({ kind: 'gitlab', issuer, claims: { project_id: '22' } })).toMatchObject({ issuer });
    const ofGitLab = await create({ kind: 'gitlab', claims: { project_id: '22' } });
    expect(ofGitLab.issuer).toBe('https://gitlab.com');
  });

  it('is bound to a repository, and goes with it', async () => {
    const { body: repo } = await admin.post('/repos', { name: 'acme/web' });
    const { id } = await create({ repo_id: repo.id });
    const bound = await anApiKey(service, { scopes: ['admin', 'mint'], role: 'ORG_ADMIN', repo_ids: [repo.id] }, admin);
    await create();
    const listed = (await bound.client.get('/trusted-publishers')).body.trusted_publishers;
    expect(listed.map((one: { id: number }) => one.id)).toEqual([id]);
    expect((await bound.client.post('/trusted-publishers', WANTED)).status).toBe(403);
    await admin.delete(`/repos/${repo.id}?confirm=acme/web`);
    expect((await admin.get('/trusted-publishers')).body.trusted_publishers).toHaveLength(1);
  });

  it.each([
    ['a name instead of a number', { claims: { repository_id: 'acme/web' } }, 'validation_failed', 'claims'],
    ['another claim', { claims: { repository_id: '7', sub: 'repo:acme/web' } }, 'validation_failed', 'claims'],
    [
      'a name of a project alone',
      { kind: 'custom', issuer: 'https://ci.example.org', claims: { project_path: 'acme/web', ref: 'main' } },
      'validation_failed',
      'claims',
    ],
    [
      'a branch alone',
      { kind: 'custom', issuer: 'https://ci.example.org', claims: { ref: 'main', ref_protected: 'true' } },
      'validation_failed',
      'claims',
    ],
    ['no claims', { claims: null }, 'validation_failed', 'claims'],
    ['another kind', { kind: 'svn' }, 'validation_failed', 'kind'],
    ['no issuer', { kind: 'custom', claims: { sub: 'a' } }, 'validation_failed', 'issuer'],
    [
      'the issuer of another kind',
      { kind: 'custom', issuer: 'https://gitlab.com', claims: { sub: 'a' } },
      'validation_failed',
      'issuer',
    ],
    ['an issuer without encryption', { issuer: 'http://gitlab.example.org' }, 'validation_failed', 'issuer'],
    ['an issuer with a query', { issuer: 'https://gitlab.example.org?a=b' }, 'validation_failed', 'issuer'],
    ['a private address', { issuer: 'https://169.254.169.254' }, 'address_not_allowed', 'issuer'],
    ['the scope admin', { scopes: ['admin'] }, 'validation_failed', 'scopes'],
    ['no scope', { scopes: [] }, 'validation_failed', 'scopes'],
  ])('is refused with %s', async (_, more, code, field) => {
    const { status, body } = await admin.post('/trusted-publishers', { ...WANTED, ...more });
    expect([status, body.code]).toEqual([400, code]);
    expect(body.errors[0].field).toBe(field);
  });

  it('is for administrators of its own organization', async () => {
    const { id } = await create();
    const member = await aMember(service, 'MEMBER', admin);
    expect((await member.client.get('/trusted-publishers')).status).toBe(403);
    const other = await anOrganization(service);
    expect((await other.admin.delete(`/trusted-publishers/${id}`)).status).toBe(404);
    const { body: repo } = await admin.post('/repos', { name: 'acme/web' });
    const absent = await other.admin.post('/trusted-publishers', { ...WANTED, repo_id: repo.id });
    expect([absent.status, absent.body.code]).toEqual([404, 'not_found']);
  });
});
