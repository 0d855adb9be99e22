import type { ApiClient } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SHA = 'AB12cd34'.repeat(5);

describe('the line of commits that a scan is started with', () => {
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  const start = (fields: Record<string, unknown>) => api.post('/scans', { repo: 'acme/web', branch: 'x', ...fields });

  it.each([
    ['a whole commit', { base_sha: SHA }],
    ['an abbreviation', { base_sha: SHA.slice(0, 7) }],
    ['SHA-256', { base_sha: 'f'.repeat(64) }],
    ['500 ancestors', { base_sha: SHA, base_commits: Array<string>(500).fill('f'.repeat(64)) }],
    ['nothing', { base_sha: null, base_commits: null }],
  ])('may be %s', async (_, fields) => {
    const { status, body } = await start(fields);
    expect([status, body.base_sha]).toEqual([201, fields.base_sha?.toLowerCase() ?? null]);
  });

  it.each([
    ['too short', { base_sha: 'abc123' }, 'base_sha'],
    ['too long', { base_sha: 'a'.repeat(65) }, 'base_sha'],
    ['no hex digits', { base_sha: 'main~1' }, 'base_sha'],
    ['no text', { base_sha: 1234567 }, 'base_sha'],
    ['too many ancestors', { base_commits: Array<string>(501).fill(SHA) }, 'base_commits'],
    ['no list', { base_commits: SHA }, 'base_commits'],
    ['one bad ancestor', { base_commits: [SHA, 'abc'] }, 'base_commits'],
    ['an ancestor that is null', { base_commits: [null] }, 'base_commits'],
  ])('is refused where it is %s', async (_, fields, field) => {
    const { status, body } = await start(fields);
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]]);
  });
});
