import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const EVIL = { constructor: { prototype: { admin: true } } };

describe('bodies that are JSON and yet odd', () => {
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  it('may say null for what they could leave out of a new scan', async () => {
    const scan = {
      ...{ repo_id: null, repo: 'acme/nulls', branch: 'main', default_branch: null, commit_sha: null },
      ...{ pr_number: null, base_branch: null, expected_uploads: null, idempotency_key: null },
    };
    const made = await api.post('/scans', scan);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ default_branch: 'main', pr_number: null, is_baseline_scan: true });
  });

  it('may say null for what they could leave out elsewhere', async () => {
    const overrides = [{ tool: 'eslint', rule: 'no-eval', type: null, severity: 'high' }];
    for (const answer of [
      await api.post('/repos', { name: 'acme/null', default_branch: null, url: null }),
      await api.post('/api-keys', { name: 'null', scopes: null, role: 'VIEWER', expires_in_days: null }),
      await api.patch('/org', { classification_overrides: overrides }),
    ])
      expect(answer.status).toBeLessThan(300);
    expect((await api.get('/org')).body.classification_overrides).toEqual([
      { tool: 'eslint', rule: 'no-eval', severity: 'high' },
    ]);
  });

  it.each([
    ['PUT', '/quality/gates/config', { enabled: EVIL }],
    ['POST', '/repos', { name: EVIL }],
    ['POST', '/scans', { repo: 'acme/web', branch: EVIL }],
    ['PATCH', '/org', { classification_overrides: [EVIL] }],
    ['POST', '/quality/findings/mark-fp', { issue_id: 1, is_fp: EVIL }],
    ['POST', '/scans/1/complete', { metrics: { tool_versions: EVIL } }],
  ])('are 400 where a value names a constructor: %s %s', async (method, path, body) => {
    const answer = await api.send(method, path, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_json']);
  });

  it('are 400 where a mark is taken back for a reason that is no text', async () => {
    const answer = await api.post('/quality/findings/mark-fp', { issue_id: 1, is_fp: false, reason: true });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field: 'reason' }] });
  });
});
