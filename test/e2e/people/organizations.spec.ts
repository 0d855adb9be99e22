import { aMember, anApiKey, anOrganization } from '../../support/actors.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

describe('/orgs', () => {
  it('is for the platform staff alone', async () => {
    const owner = (await aMember(service, 'ORG_OWNER')).client;
    const key = (await anApiKey(service, { role: 'ORG_OWNER' })).client;
    for (const client of [owner, key]) {
      expect((await client.get('/orgs')).status).toBe(403);
      expect((await client.post('/orgs', { name: 'x', slug: 'x' })).status).toBe(403);
    }
    expect((await service.anonymous.get('/orgs')).status).toBe(401);
  });

  it('makes organizations and lists them', async () => {
    const made = await service.admin.post('/orgs', { name: 'Acme', slug: 'acme' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...{ id: expect.any(Number), name: 'Acme', slug: 'acme' },
      ...{ created_at: expect.any(String), deleted_at: null },
    });
    const { orgs, next_cursor } = (await service.admin.get('/orgs')).body;
    expect(orgs).toContainEqual(made.body);
    expect(next_cursor).toBeNull();
    const first = (await service.admin.get('/orgs?limit=1')).body;
    const second = (await service.admin.get(`/orgs?limit=1&cursor=${first.next_cursor}`)).body;
    expect([first.orgs[0].slug, second.orgs[0].slug]).toEqual(['default', orgs[1].slug]);
  });

  it('refuses a taken slug with 409 and bad ones with 400', async () => {
    const taken = await service.admin.post('/orgs', { name: 'Another', slug: 'default' });
    expect([taken.status, taken.body.code]).toEqual([409, 'already_exists']);
    for (const slug of ['', 'Acme', '-a', 'a-', 'a b', 'ä', 'x'.repeat(64), 7, null])
      expect((await service.admin.post('/orgs', { name: 'x', slug })).status).toBe(400);
  });
});

describe('/org', () => {
  it('shows the own organization to every member, with its settings', async () => {
    const org = await anOrganization(service);
    expect((await org.admin.get('/org')).body).toEqual({
      id: org.id,
      slug: org.slug,
      name: `Organization ${org.slug}`,
      created_at: expect.any(String),
      deleted_at: null,
      waiver_max_days: null,
      coverage_gap_medium_pct: 60,
      coverage_gap_high_pct: 30,
      classification_overrides: [],
      repo_policy: 'tighten_only',
      untested_files: 'count',
      tolerate_inherited: true,
      on_tool_failure: 'fail',
      on_missing_tool: 'warn',
      max_key_days: null,
      require_second_factor: false,
      reevaluate_on_change: false,
      stale_after_days: 7,
      retention: { change_details_days: 30, branch_scans: 50, branch_daily_days: 365 },
      retention_pending: null,
      quotas: expect.any(Object),
      verified_domains: [],
      sso_groups: [],
    });
    const viewer = (await aMember(service, 'VIEWER')).client;
    expect((await viewer.get('/org')).body.slug).toBe('default');
    expect((await viewer.patch('/org', { name: 'x' })).status).toBe(403);
  });

  it('changes what is named and nothing else, and says so in the audit log', async () => {
    const org = await anOrganization(service);
    const override = { tool: 'eslint', rule: 'no-eval', type: 'security', severity: 'high' };
    const changed = await org.admin.patch('/org', { waiver_max_days: 90, classification_overrides: [override] });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ waiver_max_days: 90, classification_overrides: [override] });
    expect((await org.admin.get('/org')).body).toEqual(changed.body);
    const { entries } = (await org.admin.get('/audit-log?action=organization.updated')).body;
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      target: { type: 'organization', id: org.id },
      old: { waiver_max_days: null, classification_overrides: [] },
      new: { waiver_max_days: 90, classification_overrides: [override] },
    });
    expect((await org.admin.patch('/org', { waiver_max_days: null })).body.waiver_max_days).toBeNull();
    expect((await org.admin.patch('/org', {})).status).toBe(200);
    expect((await org.admin.get('/audit-log?action=organization.updated')).body.entries).toHaveLength(2);
  });

  it.each([
    ['repo_policy', 'tighten_only', ['ignored', 'any']],
    ['untested_files', 'count', ['warn', 'ignore']],
    ['tolerate_inherited', true, [false]],
    ['on_tool_failure', 'fail', ['warn']],
    ['on_missing_tool', 'warn', ['fail']],
    ['reevaluate_on_change', false, [true]],
  ])('keeps the switch %s, and says each change of it in the audit log', async (name, byDefault, others) => {
    const org = await anOrganization(service);
    for (const value of [...others, byDefault]) {
      expect((await org.admin.patch('/org', { [name]: value })).body).toMatchObject({ [name]: value });
      expect((await org.admin.get('/org')).body).toMatchObject({ [name]: value });
      await org.admin.patch('/org', { [name]: value });
    }
    const { entries } = (await org.admin.get('/audit-log?action=organization.updated')).body;
    const values = [byDefault, ...others, byDefault];
    expect(entries.map((entry: { old: object; new: object }) => [entry.old, entry.new]).reverse()).toEqual(
      values.slice(1).map((value, at) => [{ [name]: values[at] }, { [name]: value }]),
    );
    for (const wrong of [null, 'other', 1, []]) {
      const refused = await org.admin.patch('/org', { [name]: wrong });
      expect([refused.status, refused.body.errors]).toMatchObject([400, [{ field: name }]]);
    }
  });

  it.each<[object, string[]]>([
    [{ name: null }, ['name']],
    [{ name: ' ' }, ['name']],
    [{ waiver_max_days: 0 }, ['waiver_max_days']],
    [{ waiver_max_days: 1.5 }, ['waiver_max_days']],
    [{ waiver_max_days: '30' }, ['waiver_max_days']],
    [{ stale_after_days: 0 }, ['stale_after_days']],
    [{ stale_after_days: 3_651 }, ['stale_after_days']],
    [{ stale_after_days: null }, ['stale_after_days']],
    [{ coverage_gap_medium_pct: 101, coverage_gap_high_pct: -1 }, ['coverage_gap_medium_pct', 'coverage_gap_high_pct']],
    [{ coverage_gap_high_pct: null }, ['coverage_gap_high_pct']],
    [{ coverage_gap_high_pct: 61 }, ['coverage_gap_high_pct']],
    [{ classification_overrides: {} }, ['classification_overrides']],
    [{ classification_overrides: [[]] }, ['classification_overrides']],
    [{ classification_overrides: [[{ tool: 'x', rule: 'y' }]] }, ['classification_overrides']],
    [{ classification_overrides: [{ tool: 'x' }] }, ['classification_overrides.0.rule']],
    [
      { classification_overrides: [{ tool: 'x' }, 3] },
      ['classification_overrides', 'classification_overrides.0.rule', 'classification_overrides.1'],
    ],
    [
      { classification_overrides: [{ tool: 'x', rule: 'y', type: 'z', severity: 'urgent' }] },
      ['classification_overrides.0.type', 'classification_overrides.0.severity'],
    ],
  ])('refuses %j, naming every field', async (body, fields) => {
    const answer = await service.admin.patch('/org', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field).sort()).toEqual([...fields].sort());
  });
});
