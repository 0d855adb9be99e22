import { aKey, type GateWorld, startGateWorld } from './gate-world.js';

const DEFAULTS = {
  new_critical_max: 0,
  new_high_max: 2,
  duplication_pct_max: 3,
  complexity_new_max: 15,
  rating_min: 'C',
  new_coverage_min: 80,
};

describe('/quality/gates/config', () => {
  let world: GateWorld;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  afterAll(() => world.stop());

  const CONFIG = '/quality/gates/config';

  describe('GET', () => {
    it('answers the defaults, switched off, before the first save', async () => {
      const org = await world.anOrg();
      const answer = await org.get(CONFIG);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        org_id: org.orgId,
        enabled: false,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
        policy: DEFAULTS,
        policy_version: 'v0',
        configured: false,
      });
      expect(answer.headers.get('etag')).toBe('"v0"');
    });

    it('is never 304: its tag serves If-Match alone', async () => {
      const org = await world.anOrgWith({});
      for (const tag of ['"v1"', 'W/"v1"', '*'])
        expect(await org.get(CONFIG, { 'if-none-match': tag })).toMatchObject({
          status: 200,
          body: { policy_version: 'v1' },
        });
    });

    it('answers the defaults, saved and enabled, in the organization of the first start', async () => {
      const answer = await world.admin.get(CONFIG);
      expect(answer.body).toMatchObject({ enabled: true, policy: DEFAULTS, policy_version: 'v1', configured: true });
      expect(answer.headers.get('etag')).toBe('"v1"');
    });

    it('lists the policy in the order of the specification', async () => {
      expect(Object.keys((await world.admin.get(CONFIG)).body.policy as object)).toEqual(Object.keys(DEFAULTS));
    });
  });

  describe('PUT', () => {
    it('saves the example of the specification', async () => {
      const org = await world.anOrg();
      const answer = await org.put(CONFIG, {
        policy: { new_critical_max: 0, new_high_max: 0, new_coverage_min: 85, rating_min: 'B' },
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
      });
      const policy = { ...DEFAULTS, new_high_max: 0, new_coverage_min: 85, rating_min: 'B' };
      const saved = {
        org_id: org.orgId,
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
        policy,
        policy_version: 'v1',
        configured: true,
      };
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ ...saved, saved: true, ignored_keys: [] });
      expect(answer.headers.get('etag')).toBe('"v1"');
      expect((await org.get(CONFIG)).body).toEqual(saved);
    });

    it('replaces the whole policy: what is left out takes its default, null is kept', async () => {
      const org = await world.anOrgWith({ policy: { new_high_max: 9, rating_min: 'A', new_coverage_min: 12.5 } });
      const answer = await org.put(CONFIG, { policy: { rating_min: null, complexity_new_max: 0 } });
      expect(answer.body.policy).toEqual({ ...DEFAULTS, rating_min: null, complexity_new_max: 0 });
    });

    it('drops unknown keys and lists them', async () => {
      const org = await world.anOrg();
      const answer = await org.put(CONFIG, { policy: { new_bugs_max: 1, new_high_max: 1, NEW_HIGH_MAX: 7 }, extra: 1 });
      expect(answer.body.ignored_keys).toEqual(['new_bugs_max', 'NEW_HIGH_MAX', 'extra']);
      expect(answer.body.policy).toEqual({ ...DEFAULTS, new_high_max: 1 });
    });

    it('keeps switches that are left out, and a policy that is left out', async () => {
      const org = await world.anOrgWith({
        policy: { new_high_max: 5 },
        enabled: false,
        block_merge_on_fail: true,
        applies_to_new_code_only: false,
      });
      expect((await org.put(CONFIG, { policy: { new_high_max: 6 } })).body).toMatchObject({
        enabled: false,
        block_merge_on_fail: true,
        applies_to_new_code_only: false,
        policy: { new_high_max: 6 },
      });
      expect((await org.put(CONFIG, { enabled: true })).body).toMatchObject({
        enabled: true,
        block_merge_on_fail: true,
        policy: { new_high_max: 6 },
        policy_version: 'v3',
      });
    });

    it('saves the defaults, switched on, at a first save that says nothing', async () => {
      const org = await world.anOrg();
      expect((await org.put(CONFIG, {})).body).toMatchObject({
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
        policy: DEFAULTS,
        policy_version: 'v1',
      });
    });

    it.each<[string, unknown, unknown]>([
      ['new_critical_max', [-1, 0.5, '0', true, [], {}, 2147483648], [0, 2147483647, null]],
      ['new_high_max', [-1, 2.5, '2'], [0, 2, null]],
      ['complexity_new_max', [-0.1, 14.999], [0, 15, null]],
      ['duplication_pct_max', [-0.01, 100.01, '3%'], [0, 100, 3.14159, null]],
      ['new_coverage_min', [-1, 101, 'most'], [0, 100, 79.5, null]],
      ['rating_min', ['F', 'c', '', 'AB', 3], ['A', 'E', null]],
    ])('holds %s to its kind', async (rule, refused, accepted) => {
      const org = await world.anOrg();
      for (const value of refused as unknown[]) {
        const answer = await org.put(CONFIG, { policy: { [rule]: value } });
        expect([value, answer.status]).toEqual([value, 400]);
        expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: `policy.${rule}` }] });
      }
      for (const value of accepted as unknown[])
        expect((await org.put(CONFIG, { policy: { [rule]: value } })).body.policy).toMatchObject({ [rule]: value });
    });

    it('names every bad field at once and saves nothing', async () => {
      const org = await world.anOrg();
      const answer = await org.put(CONFIG, {
        policy: { new_critical_max: 'x', rating_min: 'Z', new_high_max: 1 },
        enabled: 'yes',
        block_merge_on_fail: null,
      });
      expect(answer.status).toBe(400);
      expect((answer.body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
        'block_merge_on_fail',
        'enabled',
        'policy.new_critical_max',
        'policy.rating_min',
      ]);
      expect((await org.get(CONFIG)).body.configured).toBe(false);
    });

    it.each([null, [], 'strict', 5])('refuses %p as a policy', async (policy) => {
      const answer = await world.admin.put(CONFIG, { policy });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'policy' })]);
    });

    it.each([
      ['{"policy": {', 'application/json', 'malformed_json'],
      ['[]', 'application/json', 'malformed_json'],
      ['', 'application/json', 'malformed_json'],
      ['{"policy": {"new_high_max": NaN}}', 'application/json', 'malformed_json'],
      ['{}', 'text/plain', 'unsupported_content_type'],
    ])('refuses the body %p of type %s', async (body, type, code) => {
      const answer = await world.admin.put(CONFIG, body, { 'content-type': type });
      expect([answer.status, answer.body.code]).toEqual([400, code]);
    });
  });

  describe('revisions', () => {
    it('makes one for each save that changes something, and lists them for ever', async () => {
      const org = await world.anOrgWith({ policy: { new_high_max: 1 } });
      expect((await org.put(CONFIG, { policy: { new_high_max: 1 } })).body.policy_version).toBe('v1');
      expect((await org.put(CONFIG, { policy: { new_high_max: 2 } })).body.policy_version).toBe('v2');
      expect((await org.put(CONFIG, { policy: { new_high_max: 1 } })).body.policy_version).toBe('v3');
      expect((await org.put(CONFIG, {})).body).toMatchObject({ saved: true, policy_version: 'v3' });

      const first = await org.get(`${CONFIG}/revisions?limit=2`);
      expect(first.body.revisions).toMatchObject([
        { policy_version: 'v3', policy: { ...DEFAULTS, new_high_max: 1 }, enabled: true },
        { policy_version: 'v2', policy: DEFAULTS },
      ]);
      const { user } = (await org.get('/auth/me')).body;
      expect(first.body.revisions[0]).toMatchObject({ saved_by: `user:${user.id}`, saved_by_name: user.name });
      const second = await org.get(`${CONFIG}/revisions?limit=2&cursor=${first.body.next_cursor}`);
      expect(second.body).toMatchObject({ revisions: [{ policy_version: 'v1' }], next_cursor: null });
    });

    it('saves only on the revision that If-Match names', async () => {
      const org = await world.anOrg();
      const put = (high: number, tag: string) =>
        org.put(CONFIG, { policy: { new_high_max: high } }, { 'if-match': tag });
      expect((await put(1, '"v1"')).status).toBe(409);
      expect((await put(1, '"v0"')).body.policy_version).toBe('v1');
      const tag = (await org.get(CONFIG)).headers.get('etag')!;
      expect((await put(2, tag)).status).toBe(200);
      const late = await put(3, tag);
      expect([late.status, late.body.code]).toEqual([409, 'revision_conflict']);
      expect((await org.get(CONFIG)).body.policy.new_high_max).toBe(2);
      expect((await put(3, '*')).body.policy_version).toBe('v3');
      expect((await put(4, '"v2", "v3"')).body.policy_version).toBe('v4');
      expect((await put(5, 'W/"v4"')).status).toBe(409);
    });

    it('lets one of several savers with the same tag through, and loses no save without one', async () => {
      const org = await world.anOrg();
      const raced = await Promise.all(
        [1, 3, 4, 5].map((high) => org.put(CONFIG, { policy: { new_high_max: high } }, { 'if-match': '"v0"' })),
      );
      expect(raced.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const free = await Promise.all([6, 7, 8].map((high) => org.put(CONFIG, { policy: { new_high_max: high } })));
      expect(free.map(({ body }) => body.policy_version as string).sort()).toEqual(['v2', 'v3', 'v4']);
    });

    it('records each change in the audit log, old and new', async () => {
      const org = await world.anOrgWith({ policy: { new_high_max: 1 } });
      await org.put(CONFIG, { policy: { new_high_max: 4 }, block_merge_on_fail: true });
      await org.put(CONFIG, { policy: { new_high_max: 4 } });
      const { entries } = (await org.get('/audit-log?action=policy.updated')).body;
      expect(entries).toHaveLength(2);
      expect(entries[0]).toMatchObject({
        action: 'policy.updated',
        target: { type: 'policy', id: 2 },
        old: { block_merge_on_fail: false, policy: { new_high_max: 1 } },
        new: { block_merge_on_fail: true, policy: { new_high_max: 4 } },
      });
      expect(entries[1]).toMatchObject({ old: null, new: { policy: { new_high_max: 1 } } });
    });
  });

  describe('who may', () => {
    it('judges credentials, then role, then input', async () => {
      const org = await world.anOrg();
      const viewer = await aKey(org, 'VIEWER', ['read:scans']);
      const bad = '{"policy"';
      const json = { 'content-type': 'application/json' };
      expect((await world.anonymous.put(CONFIG, bad, json)).status).toBe(401);
      expect((await viewer.put(CONFIG, bad, json)).status).toBe(403);
      expect((await org.put(CONFIG, bad, json)).status).toBe(400);
      expect((await world.anonymous.get(CONFIG)).status).toBe(401);
    });

    it.each([
      ['VIEWER', 'read:repos', 200, 403],
      ['MEMBER', 'write:scans', 403, 403],
      ['ORG_ADMIN', 'admin', 200, 200],
    ])('lets a key of role %s with scope %s read: %s, save: %s', async (role, scope, read, save) => {
      const key = await aKey(await world.anOrg(), role, [scope]);
      expect((await key.get(CONFIG)).status).toBe(read);
      expect((await key.get(`${CONFIG}/revisions`)).status).toBe(read);
      expect((await key.put(CONFIG, {})).status).toBe(save);
    });

    it('keeps organizations apart', async () => {
      const one = await world.anOrgWith({ policy: { new_high_max: 77 } });
      const other = await world.anOrg();
      const key = await aKey(other, 'ORG_ADMIN', ['admin']);
      expect((await key.get(CONFIG)).body).toMatchObject({ org_id: other.orgId, configured: false });
      expect((await key.get(CONFIG, { 'x-org-id': String(one.orgId) })).status).toBe(403);
    });
  });
});
