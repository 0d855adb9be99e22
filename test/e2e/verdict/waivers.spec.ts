import { query } from '../../support/postgres.js';
import {
  aDuplicatedScan,
  aKey,
  aScan,
  complete,
  duplicationViolation,
  type GateWorld,
  startGateWorld,
  untraced,
  uploadFindings,
} from './gate-world.js';

const WAIVERS = '/quality/gates/waivers';
const DAY_MS = 86_400_000;

describe('/quality/gates/waivers', () => {
  let world: GateWorld;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  afterAll(() => world.stop());

  type Org = GateWorld['admin'];
  const inDays = (days: number, ms = 0) => new Date(world.clock.now().getTime() + days * DAY_MS + ms).toISOString();
  const create = (org: Org, values: object = {}) =>
    org.post(WAIVERS, { rule: 'duplication_pct_max', reason: 'legacy', ...values });
  const waive = async (org: Org, values: object = {}): Promise<number> => {
    const answer = await create(org, values);
    expect(answer.status).toBe(200);
    return answer.body.id as number;
  };
  const revoke = (org: Org, id: number) => org.post(`${WAIVERS}/${id}/revoke`);
  const idsOf = async (org: Org, query = '') =>
    ((await org.get(`${WAIVERS}${query}`)).body.waivers as { id: number }[]).map(({ id }) => id);

  describe('POST', () => {
    it('makes the waiver of the specification', async () => {
      const org = await world.anOrg();
      const { repoId } = await aScan(org);
      const answer = await create(org, {
        rule: 'new_critical_max',
        reason: 'CVE-2026-XXXX is in a dev-only test harness, not deployed',
        repo_id: repoId,
        pr_number: 142,
        expires_at: '2199-05-01T00:00:00Z',
      });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        id: expect.any(Number),
        rule: 'new_critical_max',
        repo_id: repoId,
        pr_number: 142,
        max_actual: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/),
        expires_at: '2199-05-01T00:00:00Z',
        changes_verdicts: [],
      });
    });

    it.each([
      'new_critical_max',
      'new_high_max',
      'duplication_pct_max',
      'complexity_new_max',
      'rating_min',
      'new_coverage_min',
    ])('takes the rule %s', async (rule) => {
      expect((await create(world.admin, { rule })).status).toBe(200);
    });

    it('counts the characters of a reason as people do', async () => {
      const org = await world.anOrg();
      for (const [reason, status] of [
        ['x', 200],
        ['x'.repeat(2000), 200],
        ['🙂'.repeat(2000), 200],
        ['x'.repeat(2001), 400],
        ['', 400],
        ['   ', 400],
        [undefined, 400],
        [null, 400],
        [7, 400],
      ] as const)
        expect([reason, (await create(org, { reason })).status]).toEqual([reason, status]);
    });

    it.each<[string, object]>([
      ['rule', { rule: 'new_bugs_max' }],
      ['rule', { rule: undefined }],
      ['rule', { rule: ['rating_min'] }],
      ['repo_id', { repo_id: '8' }],
      ['repo_id', { repo_id: 0 }],
      ['repo_id', { repo_id: 1.5 }],
      ['pr_number', { pr_number: 142 }],
      ['expires_at', { expires_at: 'tomorrow' }],
      ['expires_at', { expires_at: '2199-05-01' }],
      ['expires_at', { expires_at: '2199-02-30T00:00:00Z' }],
      ['expires_at', { expires_at: 7258118400 }],
      ['expires_at', { expires_at: '2020-01-01T00:00:00Z' }],
      ['max_actual', { max_actual: 100.5 }],
      ['max_actual', { max_actual: '5' }],
      ['max_actual', { rule: 'rating_min', max_actual: 3 }],
      ['max_actual', { rule: 'new_high_max', max_actual: 1.5 }],
    ])('refuses a bad %s: %p', async (field, values) => {
      const answer = await create(world.admin, values);
      expect(answer.status).toBe(400);
      expect((answer.body.errors as { field: string }[]).map((error) => error.field)).toEqual([field]);
    });

    it('names every bad field at once', async () => {
      const answer = await world.admin.post(WAIVERS, { rule: 'x', reason: '', pr_number: 'y', expires_at: 5 });
      expect(answer.status).toBe(400);
      expect((answer.body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
        'expires_at',
        'pr_number',
        'reason',
        'rule',
      ]);
    });

    it('refuses the present instant and takes the next', async () => {
      const org = await world.anOrg();
      expect((await create(org, { expires_at: inDays(0) })).status).toBe(400);
      expect((await create(org, { expires_at: inDays(0, 60_000) })).status).toBe(200);
    });

    it('refuses fields that it does not know, which would widen it', async () => {
      const org = await world.anOrg();
      const wish = { rule: 'rating_min', reason: 'x', test: 'a test', max: 3 };
      const fields = [{ field: 'test' }, { field: 'max' }];
      for (const path of [WAIVERS, `${WAIVERS}/requests`]) {
        const { status, body } = await org.post(path, wish);
        expect([path, status, body.code]).toEqual([path, 400, 'unknown_field']);
        expect(body.errors).toMatchObject(fields);
      }
      const id = await waive(org);
      const moved = await org.patch(`${WAIVERS}/${id}`, { expires_at: null, reason: 'other' });
      expect([moved.status, moved.body.code]).toEqual([400, 'unknown_field']);
      expect(await idsOf(org)).toEqual([id]);
    });

    it('answers the verdicts of the newest scans that it turns, and so does its end', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: 3, rating_min: null } });
      const { repoId } = await aDuplicatedScan(org, 3.5, { branch: 'main', pr_number: null });
      await aDuplicatedScan(org, 4);
      const failing = await aDuplicatedScan(org, 4.5);
      await aDuplicatedScan(org, 2.5, { pr_number: 6, branch: 'fine' });
      const beyond = await aDuplicatedScan(org, 9, { pr_number: 7, branch: 'much' });
      const of = (scanId: number, branch: string, pr_number: number | null, [from, to] = ['failed', 'passed']) => ({
        ...{ scan_id: scanId, repo: 'acme/web', branch, pr_number, from, to },
      });
      const { body } = await create(org, { max_actual: 5 });
      const turned = body.changes_verdicts as { scan_id: number }[];
      expect(turned).toContainEqual(of(failing.id, 'feature/auth-rework', 5));
      expect(turned.map(({ scan_id }) => scan_id)).not.toContain(beyond.id);
      expect(turned).toEqual([...turned].sort((one, other) => other.scan_id - one.scan_id));
      await Promise.all(turned.map(({ scan_id }) => org.post(`/quality/gates/recompute/${scan_id}`)));
      expect((await create(org, { max_actual: 5 })).body.changes_verdicts).toEqual([]);
      const narrow = await create(org, { repo_id: repoId, pr_number: 7, max_actual: 10 });
      expect(narrow.body.changes_verdicts).toEqual([of(beyond.id, 'much', 7)]);
      for (const id of await idsOf(org)) {
        const { changes_verdicts } = (await revoke(org, id)).body;
        if (id === body.id)
          expect(changes_verdicts).toContainEqual(of(failing.id, 'feature/auth-rework', 5, ['passed', 'failed']));
        else expect(changes_verdicts).toEqual([]);
      }
    });

    it("holds expiry to the organization's waiver_max_days", async () => {
      const org = await world.anOrg();
      expect((await org.patch('/org', { waiver_max_days: 30 })).status).toBe(200);
      expect((await create(org, { expires_at: null })).status).toBe(400);
      expect((await create(org)).status).toBe(400);
      expect((await create(org, { expires_at: inDays(31) })).status).toBe(400);
      expect((await create(org, { expires_at: inDays(30, -60_000) })).status).toBe(200);
      await org.patch('/org', { waiver_max_days: null });
      expect((await create(org, { expires_at: null })).status).toBe(200);
    });

    it('answers 404 for a repository that is not there, after the input was checked', async () => {
      const org = await world.anOrg();
      const { repoId: foreign } = await aScan(await world.anOrg());
      const theirs = await create(org, { repo_id: foreign });
      const nowhere = await create(org, { repo_id: 9007199254740991 });
      expect(theirs.status).toBe(404);
      expect(untraced(theirs.body)).toEqual(untraced(nowhere.body));
      expect((await create(org, { repo_id: foreign, reason: '' })).status).toBe(400);
      expect(await idsOf(org)).toEqual([]);
    });

    it('is recorded in the audit log, and so is the revocation', async () => {
      const org = await world.anOrg();
      const { repoId } = await aScan(org);
      const id = await waive(org, { repo_id: repoId, max_actual: 5 });
      await revoke(org, id);
      await revoke(org, id);
      const { entries } = (await org.get(`/audit-log?target=waiver:${id}`)).body;
      expect(entries).toMatchObject([
        { action: 'waiver.revoked', repo_id: repoId, old: { revoked_at: null } },
        {
          action: 'waiver.created',
          repo_id: repoId,
          old: null,
          new: { rule: 'duplication_pct_max', reason: 'legacy', repo_id: repoId, pr_number: null, max_actual: 5 },
        },
      ]);
    });
  });

  describe('GET', () => {
    it('lists a waiver as the specification does', async () => {
      const org = await world.anOrg();
      const { repoId } = await aScan(org);
      const id = await waive(org, { repo_id: repoId, expires_at: '2199-06-01T00:00:00Z', max_actual: 4.5 });
      const answer = await org.get(WAIVERS);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        org_id: org.orgId,
        waivers: [
          {
            id,
            rule: 'duplication_pct_max',
            reason: 'legacy',
            repo_id: repoId,
            pr_number: null,
            max_actual: 4.5,
            created_by_user_id: expect.any(Number),
            repo_name: 'acme/web',
            created_by_name: 'Administrator',
            usage: { evaluations: 0, last_scan_id: null, last_used_at: null },
            created_at: expect.any(String),
            expires_at: '2199-06-01T00:00:00Z',
            revoked_at: null,
            expired: false,
            revoked: false,
          },
        ],
        requests: [],
        next_cursor: null,
      });
    });

    it('shows those in force, and others when asked', async () => {
      const org = await world.anOrg();
      const plain = await waive(org);
      const expiring = await waive(org, { expires_at: inDays(0, 60_000) });
      const revoked = await waive(org);
      await revoke(org, revoked);
      expect(await idsOf(org)).toEqual([expiring, plain]);
      world.clock.advanceMinutes(2);
      expect(await idsOf(org)).toEqual([plain]);
      expect(await idsOf(org, '?include_expired=true')).toEqual([expiring, plain]);
      expect(await idsOf(org, '?include_revoked=true&include_expired=false')).toEqual([revoked, plain]);
      const all = (await org.get(`${WAIVERS}?include_expired=true&include_revoked=true`)).body.waivers;
      expect(all).toMatchObject([
        { id: revoked, revoked: true, expired: false, revoked_at: expect.any(String) },
        { id: expiring, revoked: false, expired: true },
        { id: plain, revoked: false, expired: false },
      ]);
    });

    it('filters by repository, its pull requests included', async () => {
      const org = await world.anOrg();
      const { repoId } = await aScan(org);
      const { repoId: other } = await aScan(org, { repo: 'acme/api' });
      await waive(org);
      const ofRepo = await waive(org, { repo_id: repoId });
      const ofPullRequest = await waive(org, { repo_id: repoId, pr_number: 3 });
      await waive(org, { repo_id: other });
      expect(await idsOf(org, `?repo_id=${repoId}`)).toEqual([ofPullRequest, ofRepo]);
      expect(await idsOf(org, '?repo_id=9007199254740991')).toEqual([]);
    });

    it('comes whole without a limit, and in pages with one', async () => {
      const org = await world.anOrg();
      const ids: number[] = [];
      for (let count = 0; count < 60; count += 1) ids.unshift(await waive(org));
      expect(await idsOf(org)).toEqual(ids);
      const first = (await org.get(`${WAIVERS}?limit=50`)).body;
      const second = (await org.get(`${WAIVERS}?limit=50&cursor=${first.next_cursor}`)).body;
      expect(first.waivers).toHaveLength(50);
      expect([...first.waivers, ...second.waivers].map(({ id }: { id: number }) => id)).toEqual(ids);
      expect(second.next_cursor).toBeNull();
    });

    it.each([
      'include_expired=1',
      'include_expired=TRUE',
      'include_expired=',
      'include_expired=true&include_expired=true',
      'include_revoked=yes',
      'state=expired',
      'state=in_force,unused',
      'repo_id=0',
      'repo_id=8x',
      'repo_id=8&repo_id=8',
      'limit=0',
      'limit=201',
      'cursor=nope',
    ])('refuses ?%s', async (query) => {
      const answer = await world.admin.get(`${WAIVERS}?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: query.split('=')[0] })]);
    });
  });

  describe('GET with a state', () => {
    const madeBefore = (id: number, days: number) =>
      query(world.database.admin, `UPDATE waivers SET created_at = now() - interval '${days} days' WHERE id = ${id}`);

    it('lists those in force, whatever else is included', async () => {
      const org = await world.anOrg();
      const plain = await waive(org);
      await revoke(org, await waive(org));
      await waive(org, { expires_at: inDays(0, 60_000) });
      world.clock.advanceMinutes(2);
      expect(await idsOf(org, '?state=in_force&include_expired=true&include_revoked=true')).toEqual([plain]);
    });

    it('lists those that end within 14 days', async () => {
      const org = await world.anOrg();
      await waive(org);
      const soon = await waive(org, { expires_at: inDays(14, -60_000) });
      await waive(org, { expires_at: inDays(14, 60_000) });
      await revoke(org, await waive(org, { expires_at: inDays(1) }));
      expect(await idsOf(org, '?state=ending_soon')).toEqual([soon]);
    });

    it('lists those that were never used in 14 days', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: 3, rating_min: null } });
      const [unused, young] = [await waive(org, { rule: 'rating_min' }), await waive(org, { rule: 'rating_min' })];
      const used = await waive(org);
      for (const id of [unused, used]) await madeBefore(id, 15);
      await madeBefore(young, 13);
      await aDuplicatedScan(org, 5);
      expect(await idsOf(org, '?state=unused')).toEqual([unused]);
    });
  });

  describe('usage', () => {
    const usageOf = async (org: Org, id: number) =>
      ((await org.get(WAIVERS)).body.waivers as { id: number; usage: object }[]).find((one) => one.id === id)!.usage;

    it('counts the evaluations that credit a waiver, and names the last', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: 3, rating_min: null } });
      const id = await waive(org);
      const first = await aDuplicatedScan(org, 5);
      const second = await aDuplicatedScan(org, 6, { pr_number: 6 });
      await aDuplicatedScan(org, 1, { pr_number: 7 });
      expect(await usageOf(org, id)).toMatchObject({ evaluations: 2, last_scan_id: second.id });
      const { evaluated_at } = (await org.post(`/quality/gates/recompute/${first.id}`)).body;
      expect(await usageOf(org, id)).toEqual({
        evaluations: 3,
        last_scan_id: first.id,
        last_used_at: evaluated_at,
      });
      await org.delete(`/scans/${first.id}`);
      expect(await usageOf(org, id)).toMatchObject({ evaluations: 1, last_scan_id: second.id });
    });

    it('is none of a waiver that another one went before, nor of previews', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: 3, rating_min: null } });
      const broad = await waive(org);
      const scan = await aDuplicatedScan(org, 5);
      const narrow = await waive(org, { repo_id: scan.repoId });
      await org.post(`/quality/gates/evaluate/${scan.id}`, {});
      expect(await usageOf(org, narrow)).toEqual({ evaluations: 0, last_scan_id: null, last_used_at: null });
      await org.post(`/quality/gates/recompute/${scan.id}`);
      expect(await usageOf(org, narrow)).toMatchObject({ evaluations: 1, last_scan_id: scan.id });
      expect(await usageOf(org, broad)).toMatchObject({ evaluations: 1, last_scan_id: scan.id });
    });
  });

  describe('PATCH :id', () => {
    const extend = (org: Org, id: number, body: object) => org.patch(`${WAIVERS}/${id}`, body);

    it('moves the end of a waiver in force, both ways, and records it', async () => {
      const org = await world.anOrg();
      const id = await waive(org, { expires_at: inDays(10) });
      const moved = await extend(org, id, { expires_at: '2199-06-01T00:00:00Z' });
      expect(moved).toMatchObject({
        status: 200,
        body: { id, expires_at: '2199-06-01T00:00:00Z', expired: false, usage: { evaluations: 0 } },
      });
      expect((await extend(org, id, { expires_at: inDays(1) })).status).toBe(200);
      expect((await extend(org, id, { expires_at: null })).body.expires_at).toBeNull();
      expect((await extend(org, id, { expires_at: null })).status).toBe(200);
      const { entries } = (await org.get(`/audit-log?target=waiver:${id}`)).body;
      expect(entries.map(({ action }: { action: string }) => action)).toEqual([
        ...['waiver.updated', 'waiver.updated', 'waiver.updated', 'waiver.created'],
      ]);
      expect(entries[2]).toMatchObject({ new: { expires_at: '2199-06-01T00:00:00Z' } });
    });

    it('keeps verdicts, and ends their waiver at the new time', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: 3, rating_min: null } });
      const id = await waive(org, { expires_at: inDays(10) });
      const scan = await aDuplicatedScan(org, 5);
      await extend(org, id, { expires_at: inDays(0, 60_000) });
      const isStale = async () => (await org.get(`/quality/gates/status/${scan.id}`)).body.stale as boolean;
      expect(await isStale()).toBe(false);
      world.clock.advanceMinutes(2);
      expect(await isStale()).toBe(true);
    });

    it.each([[{}], [{ expires_at: 'tomorrow' }], [{ expires_at: '2020-01-01T00:00:00Z' }], [{ expires_at: 5 }]])(
      'refuses %j',
      async (body) => {
        const answer = await extend(world.admin, await waive(world.admin), body);
        expect(answer.status).toBe(400);
        expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'expires_at' })]);
      },
    );

    it("holds the new end to the organization's waiver_max_days", async () => {
      const org = await world.anOrg();
      const id = await waive(org);
      await org.patch('/org', { waiver_max_days: 30 });
      expect((await extend(org, id, { expires_at: inDays(31) })).status).toBe(400);
      expect((await extend(org, id, { expires_at: null })).status).toBe(400);
      expect((await extend(org, id, { expires_at: inDays(30, -60_000) })).status).toBe(200);
    });

    it('is 409 for a waiver that is expired or revoked', async () => {
      const org = await world.anOrg();
      const revoked = await waive(org);
      await revoke(org, revoked);
      const expired = await waive(org, { expires_at: inDays(0, 60_000) });
      world.clock.advanceMinutes(2);
      for (const id of [revoked, expired])
        expect(await extend(org, id, { expires_at: inDays(5) })).toMatchObject({
          status: 409,
          body: { code: 'waiver_ended' },
        });
    });
  });

  describe('POST :id/revoke', () => {
    it('revokes once: the second time answers the first', async () => {
      const org = await world.anOrg();
      const id = await waive(org);
      const first = await revoke(org, id);
      expect(first.status).toBe(200);
      expect(first.body).toEqual({ id, revoked: true, revoked_at: expect.any(String), changes_verdicts: [] });
      world.clock.advanceMinutes(5);
      expect((await revoke(org, id)).body).toEqual(first.body);
    });

    it('answers one time to all who revoke at once', async () => {
      const org = await world.anOrg();
      const id = await waive(org);
      const answers = await Promise.all([revoke(org, id), revoke(org, id), revoke(org, id)]);
      expect(new Set(answers.map(({ body }) => body.revoked_at as string)).size).toBe(1);
      expect((await org.get('/audit-log?action=waiver.revoked')).body.entries).toHaveLength(1);
    });

    it("does not know another organization's, nor one that never was", async () => {
      const id = await waive(await world.anOrg());
      const org = await world.anOrg();
      expect((await revoke(org, id)).status).toBe(404);
      expect((await revoke(org, 9007199254740991)).status).toBe(404);
      expect((await org.post(`${WAIVERS}/0x1/revoke`)).status).toBe(400);
    });
  });

  describe('in evaluation', () => {
    const credited = async (org: Org, scanId: number): Promise<number | null> => {
      const { body } = await org.post(`/quality/gates/evaluate/${scanId}`);
      return (body.waived_violations[0]?.waiver_id as number | undefined) ?? null;
    };

    it('credits the most specific, on one level the newest, and falls through when it ends', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      const { repoId } = scan;
      expect(await credited(org, scan.id)).toBeNull();

      const ofPullRequest = await waive(org, { repo_id: repoId, pr_number: 5, expires_at: inDays(0, 60_000) });
      const older = await waive(org, { repo_id: repoId });
      const newer = await waive(org, { repo_id: repoId });
      const ofOrg = await waive(org);
      await waive(org, { repo_id: repoId, pr_number: 6 });
      await waive(org, { rule: 'rating_min' });

      expect(await credited(org, scan.id)).toBe(ofPullRequest);
      world.clock.advanceMinutes(2);
      expect(await credited(org, scan.id)).toBe(newer);
      await revoke(org, newer);
      expect(await credited(org, scan.id)).toBe(older);
      await revoke(org, older);
      expect(await credited(org, scan.id)).toBe(ofOrg);
      await revoke(org, ofOrg);
      expect(await credited(org, scan.id)).toBeNull();
    });

    it.each([
      [4.19, null],
      [4.2, 'waived'],
      [4.21, 'waived'],
    ])('lets duplication of 4.2 pass up to %s: %s', async (max_actual, expected) => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4.2);
      const id = await waive(org, { max_actual });
      expect(await credited(org, scan.id)).toBe(expected === null ? null : id);
    });

    it('falls through from an exceeded bound to a broader waiver', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4.2);
      const broad = await waive(org);
      await waive(org, { repo_id: scan.repoId, max_actual: 4 });
      expect(await credited(org, scan.id)).toBe(broad);
    });

    it('fails again at the third critical where two are waived', async () => {
      const org = await world.anOrgWith({ policy: { rating_min: null } });
      const id = await waive(org, { rule: 'new_critical_max', max_actual: 2 });
      const critical = (line: number) => ({ ruleId: 'sql', score: 9.8, line });
      const violation = { rule: 'new_critical_max', threshold: 0, severity: 'critical' };

      const two = await aScan(org);
      await uploadFindings(org, two.id, [critical(3), critical(13)]);
      expect(await complete(org, two.id)).toMatchObject({
        status: 'passed',
        waived_violations: [{ ...violation, actual: 2, waived: true, waiver_id: id }],
      });
      const three = await aScan(org, { pr_number: 6 });
      await uploadFindings(org, three.id, [critical(3), critical(13), critical(23)]);
      expect(await complete(org, three.id)).toMatchObject({
        status: 'failed',
        violations: [{ ...violation, actual: 3 }],
        waived_violations: [],
      });
    });

    it('bounds a rating by its letter', async () => {
      const org = await world.anOrgWith({ policy: { duplication_pct_max: null } });
      const scan = await aDuplicatedScan(org, 9);
      const id = await waive(org, { rule: 'rating_min', max_actual: 'D' });
      expect(await credited(org, scan.id)).toBe(id);
      const worse = await aDuplicatedScan(org, 10);
      expect(await credited(org, worse.id)).toBeNull();
    });

    it('is not needed for a rule that is met', async () => {
      const org = await world.anOrgWith({});
      await waive(org);
      const scan = await aDuplicatedScan(org, 3);
      const { body } = await org.post(`/quality/gates/evaluate/${scan.id}`);
      expect(body.waived_violations).toEqual([]);
      expect(body.passed_rules).toContainEqual({ rule: 'duplication_pct_max', threshold: 3, actual: 3 });
    });

    it("does not reach another organization's scans", async () => {
      await waive(await world.anOrgWith({}));
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      expect((await org.post(`/quality/gates/evaluate/${scan.id}`)).body.violations).toEqual([duplicationViolation(4)]);
    });
  });

  it('judges credentials, then role, then input', async () => {
    const org = await world.anOrg();
    const viewer = await aKey(org, 'VIEWER', ['read:repos']);
    const member = await aKey(org, 'MEMBER', ['write:scans', 'read:scans']);
    expect((await world.anonymous.post(WAIVERS, {})).status).toBe(401);
    expect((await world.anonymous.get(WAIVERS)).status).toBe(401);
    expect((await viewer.post(WAIVERS, {})).status).toBe(403);
    expect((await member.post(WAIVERS, {})).status).toBe(403);
    expect((await member.post(`${WAIVERS}/x/revoke`)).status).toBe(403);
    expect((await org.post(WAIVERS, {})).status).toBe(400);
    expect((await viewer.get(WAIVERS)).status).toBe(200);
    expect((await (await aKey(org, 'MEMBER', ['write:scans'])).get(WAIVERS)).status).toBe(403);
  });
});
