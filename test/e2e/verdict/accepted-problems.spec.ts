import { anOrganization } from '../../support/actors.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { aKey, aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

type Org = Awaited<ReturnType<GateWorld['anOrg']>>;

const ACCEPT = '/quality/findings/accept';
const DAY_MINUTES = 24 * 60;

const result = (at: number): SarifResult => ({
  rule: 'rule',
  path: `src/file-${at}.ts`,
  line: 1 + at,
  level: 'error',
  snippet: `call(${at})`,
});

describe('accepted problems', () => {
  let world: GateWorld;
  let org: Org;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  beforeEach(async () => {
    org = await world.anOrgWith({ policy: { rating_min: null, new_high_max: 0 } });
    await org.patch('/org', { waiver_max_days: null });
  });
  afterAll(() => world.stop());

  async function scanned(count: number, values: object = {}): Promise<number> {
    const { id } = await aScan(org, values);
    const content = aSarifLog(Array.from({ length: count }, (_, at) => result(at)));
    expect((await org.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
    await complete(org, id);
    return id;
  }
  const findings = async (scan: number, query = '') =>
    (await org.get(`/scans/${scan}/findings?${query}`)).body.findings;
  const accept = (issue_id: number, more: object = {}) => org.post(ACCEPT, { issue_id, reason: 'known', ...more });
  const status = async (scan: number) => (await org.get(`/quality/gates/status/${scan}`)).body;
  const recompute = async (scan: number) => (await org.post(`/quality/gates/recompute/${scan}`)).body;
  const inDays = (days: number) => new Date(world.clock.now().getTime() + days * DAY_MINUTES * 60_000).toISOString();

  it('do not count, and are shown apart', async () => {
    const scan = await scanned(2);
    const [{ issue_id: id }] = await findings(scan);
    expect(await status(scan)).toMatchObject({ status: 'failed', new_in_pr: { high: 2 } });
    const accepted = {
      accepted_reason: 'known',
      accepted_by: expect.stringMatching(/^user:\d+$/),
      accepted_at: expect.any(String),
      accepted_until: null,
    };
    expect((await accept(id)).body).toEqual({ issue_id: id, ...accepted, changes_verdicts: [] });
    expect(await status(scan)).toMatchObject({ stale: true });
    expect(await recompute(scan)).toMatchObject({ new_in_pr: { high: 1 } });
    expect(await status(scan)).toMatchObject({ stale: false, considered: { accepted_until: null } });
    const { counters } = (await org.get(`/scans/${scan}/summary`)).body;
    expect([counters.all.total, counters.new.high, counters.accepted.high, counters.accepted.total]).toEqual([
      1, 1, 1, 1,
    ]);

    expect(await findings(scan, 'is_accepted=true')).toMatchObject([{ issue_id: id, is_accepted: true, ...accepted }]);
    expect(await findings(scan, 'is_accepted=false')).toMatchObject([
      { is_accepted: false, accepted_reason: null, accepted_by: null, accepted_at: null, accepted_until: null },
    ]);
    const { facets } = (await org.get(`/scans/${scan}/findings/facets?is_accepted=true`)).body;
    expect(facets.is_accepted).toEqual([
      { value: true, count: 1 },
      { value: false, count: 1 },
    ]);
    const columns = (await org.get(`/scans/${scan}/findings/columns`)).body;
    expect([columns.accepted, columns.fp]).toEqual([
      columns.issue_id.map((each: number) => Number(each === id)),
      [0, 0],
    ]);
    const { results } = (await org.get(`/scans/${scan}/sarif`)).body.runs[0];
    expect(results.map(({ suppressions }: any) => suppressions)).toEqual(
      expect.arrayContaining([undefined, [{ kind: 'external', status: 'accepted', justification: 'known' }]]),
    );
    expect((await org.get('/audit-log?action=finding.accepted')).body.entries).toMatchObject([
      { target: { type: 'issue', id }, new: { accepted_reason: 'known', accepted_until: null } },
    ]);
  });

  it('are accepted wherever they go, until that is taken back', async () => {
    const first = await scanned(1);
    const [{ issue_id: id }] = await findings(first);
    await accept(id);
    const next = await scanned(1);
    expect(await status(next)).toMatchObject({ status: 'passed', new_in_pr: { total: 0 } });
    expect(await findings(next)).toMatchObject([{ issue_id: id, is_accepted: true }]);
    const withdrawn = await org.delete(`${ACCEPT}/${id}`);
    expect(withdrawn).toMatchObject({ status: 200, body: { issue_id: id } });
    expect(withdrawn.body.changes_verdicts).toMatchObject([{ scan_id: next, from: 'passed', to: 'failed' }]);
    expect(await status(next)).toMatchObject({ stale: true });
    expect(await recompute(next)).toMatchObject({ status: 'failed' });
    expect((await org.delete(`${ACCEPT}/${id}`)).body.code).toBe('not_found');
    expect((await org.get('/audit-log?action=finding.unaccepted')).body.entries).toHaveLength(1);
  });

  it('count again once they are more severe than what was accepted', async () => {
    const at = async (level: 'error' | 'warning' | 'note') => {
      const { id } = await aScan(org);
      await org.upload(`/scans/${id}/findings`, {}, { content: aSarifLog([{ ...result(0), level }]) });
      await complete(org, id);
      return id;
    };
    const first = await at('warning');
    const [{ issue_id: id, severity }] = await findings(first);
    expect(severity).toBe('medium');
    await accept(id);
    const isAccepted = async (scan: number) => {
      const listed = await findings(scan, 'is_accepted=true');
      const [shown] = await findings(scan);
      const columns = (await org.get(`/scans/${scan}/findings/columns`)).body;
      const { counters } = (await org.get(`/scans/${scan}/summary`)).body;
      const { acceptance } = (await org.get(`/issues/${id}?scan_id=${scan}`)).body;
      return [
        listed.length,
        Number(shown.is_accepted),
        ...columns.accepted,
        counters.accepted.total,
        Number(acceptance !== null),
      ];
    };
    for (const same of [await at('warning'), await at('note')]) expect(await isAccepted(same)).toEqual([1, 1, 1, 1, 1]);
    const worse = await at('error');
    expect(await isAccepted(worse)).toEqual([0, 0, 0, 0, 0]);
    expect((await findings(worse))[0]).toMatchObject({ issue_id: id, severity: 'high' });
    await accept(id);
    await recompute(worse);
    expect(await isAccepted(worse)).toEqual([1, 1, 1, 1, 1]);
  });

  it('count again from their end on, which ends the verdict', async () => {
    const scan = await scanned(1);
    const other = await scanned(0, { pr_number: 6 });
    const [{ issue_id: id }] = await findings(scan);
    const until = inDays(2);
    expect((await accept(id, { until })).body.accepted_until).toBe(until);
    expect(await recompute(scan)).toMatchObject({ status: 'passed', considered: { accepted_until: until } });
    const tag = (await org.get(`/scans/${scan}/findings/columns`)).headers.get('etag')!;
    const key = await aKey(org, 'ORG_ADMIN', ['admin', 'read:scans', 'write:scans']);
    const statusByKey = async (each: number) => (await key.get(`/quality/gates/status/${each}`)).body;
    expect(await statusByKey(scan)).toMatchObject({ status: 'passed', stale: false });
    world.clock.advanceMinutes(3 * DAY_MINUTES);
    try {
      expect(await statusByKey(scan)).toMatchObject({ status: 'passed', stale: true });
      expect(await statusByKey(other)).toMatchObject({ stale: false });
      expect((await key.get(`/scans/${scan}/findings`)).body.findings).toMatchObject([{ is_accepted: false }]);
      const again = await key.get(`/scans/${scan}/findings/columns`, { 'If-None-Match': tag });
      expect([again.status, again.body.accepted]).toEqual([200, [0]]);
      expect((await key.post(`/quality/gates/recompute/${scan}`)).body).toMatchObject({
        status: 'failed',
        considered: { accepted_until: null },
      });
      expect(await statusByKey(scan)).toMatchObject({ status: 'failed', stale: false });
    } finally {
      world.clock.advanceMinutes(-3 * DAY_MINUTES);
    }
  });

  it('are no accepted ones while they are false positives', async () => {
    const scan = await scanned(1);
    const [{ issue_id: id }] = await findings(scan);
    await accept(id);
    await org.post('/quality/findings/mark-fp', { issue_id: id, is_fp: true, reason: 'no problem' });
    await recompute(scan);
    const { counters } = (await org.get(`/scans/${scan}/summary`)).body;
    expect([counters.all.total, counters.accepted.total]).toEqual([0, 0]);
    expect(await findings(scan)).toMatchObject([{ user_marked_fp: true, is_accepted: true }]);
  });

  describe('are refused', () => {
    it.each<[field: string, body: object]>([
      ['until', { until: '2020-01-01T00:00:00Z' }],
      ['until', { until: 'tomorrow' }],
      ['until', { until: 7 }],
      ['reason', { reason: ' ' }],
      ['issue_id', { issue_id: '1' }],
    ])('with a wrong %s: %j', async (field, body) => {
      const { status: code, body: problem } = await accept(1, body);
      expect([code, problem.errors?.[0].field]).toEqual([400, field]);
    });

    it('for longer than the organization waives', async () => {
      const [{ issue_id: id }] = await findings(await scanned(1));
      await org.patch('/org', { waiver_max_days: 30 });
      expect((await accept(id)).body.errors[0].field).toBe('until');
      expect((await accept(id, { until: inDays(31) })).status).toBe(400);
      expect((await accept(id, { until: inDays(29) })).status).toBe(200);
    });

    it('to members, and for problems of nobody and of others', async () => {
      const [{ issue_id: id }] = await findings(await scanned(1));
      const member = await aKey(org, 'MEMBER', ['write:scans', 'admin']);
      expect((await member.post(ACCEPT, { issue_id: id, reason: 'known' })).body.code).toBe('role_required');
      const other = await anOrganization(world);
      expect((await other.admin.post(ACCEPT, { issue_id: id, reason: 'known' })).body.code).toBe('not_found');
      expect((await accept(9007199254740991)).body.code).toBe('not_found');
    });
  });
});
