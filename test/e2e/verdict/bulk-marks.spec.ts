import pg from 'pg';
import { aMember, anOrganization } from '../../support/actors.js';
import { finishedJob } from '../../support/jobs.js';
import { query } from '../../support/postgres.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { aKey, aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

type Org = Awaited<ReturnType<GateWorld['anOrg']>>;

const BULK = '/quality/findings/mark-fp/bulk';

const result = (at: number): SarifResult => ({
  rule: `rule-${at % 2}`,
  path: `src/file-${at}.ts`,
  line: 1 + at,
  level: at % 2 === 0 ? 'error' : 'warning',
  snippet: `call(${at})`,
});
const results = (count: number) => Array.from({ length: count }, (_, at) => result(at));

describe('bulk marks', () => {
  let world: GateWorld;
  let org: Org;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  beforeEach(async () => {
    org = await world.anOrgWith({ policy: { rating_min: null, new_high_max: 0 } });
  });
  afterAll(() => world.stop());

  async function scanned(found: readonly SarifResult[], values: object = {}): Promise<number> {
    const { id } = await aScan(org, values);
    expect((await org.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(found) })).status).toBe(200);
    await complete(org, id);
    return id;
  }
  const list = async (scan: number, query = '') => (await org.get(`/scans/${scan}/findings?limit=200${query}`)).body;
  const idsOf = async (scan: number, query = ''): Promise<number[]> =>
    (await list(scan, query)).findings.map(({ issue_id }: any) => issue_id);
  const markedOf = (scan: number) => idsOf(scan, '&is_fp=true');
  const post = async (body: object) => (await org.post(BULK, { is_fp: true, reason: 'tests', ...body })).body;
  const undo = (id: string) => org.post(`${BULK}/${id}/undo`);
  const isStale = async (scan: number) => (await org.get(`/quality/gates/status/${scan}`)).body.stale as boolean;
  const audit = async (action: string) => (await org.get(`/audit-log?action=${action}`)).body.entries;

  it('marks problems by their ids, and says which verdicts are stale', async () => {
    const older = await scanned(results(4));
    const newest = await scanned(results(4));
    const other = await scanned([result(9)], { pr_number: 6 });
    const ids = await idsOf(newest);
    await org.post('/quality/findings/mark-fp', { issue_id: ids[0], is_fp: true, reason: 'known' });
    await org.post(`/quality/gates/recompute/${newest}`);
    const answer = await post({ issue_ids: [...ids.slice(0, 3), ids[0], 9007199254740991] });
    expect(answer).toEqual({
      operation_id: expect.any(String),
      marked: 2,
      unchanged: 1,
      refused: [{ issue_id: 9007199254740991, code: 'not_found' }],
      stale_scans: [newest],
      changes_verdicts: [expect.objectContaining({ scan_id: newest, from: 'failed', to: 'passed' })],
    });
    expect(await Promise.all([newest, older, other].map(isStale))).toEqual([true, false, false]);
    const { findings } = await list(newest);
    expect(findings.map(({ fp_reason }: any) => fp_reason)).toEqual(['known', 'tests', 'tests', null]);
    expect(await audit('findings.marked_fp')).toMatchObject([
      { target: { type: 'issues', id: null }, new: { fp_reason: 'tests', issue_ids: ids.slice(1, 3), scan_id: null } },
    ]);
    const [{ new: recorded, repo_id }] = await audit('findings.marked_fp');
    expect([recorded.operation_id, repo_id]).toEqual([answer.operation_id, expect.any(Number)]);
  });

  it('marks all that a filter finds, wherever the problem goes', async () => {
    const scan = await scanned(results(9));
    const { total } = await list(scan, '&severity=high');
    const filter = { severity: 'high', rule: ['rule-0', 'rule-1'], is_fp: false };
    expect(await post({ scan_id: scan, filter, expected_count: total })).toMatchObject({ marked: 5, refused: [] });
    expect(await markedOf(scan)).toEqual(await idsOf(scan, '&severity=high'));
    const next = await scanned(results(9).map((each) => ({ ...each, line: each.line + 20 })));
    expect(await markedOf(next)).toHaveLength(5);
    expect((await org.get(`/quality/gates/status/${next}`)).body).toMatchObject({ status: 'passed' });
  });

  it('marks all findings of a scan by an empty filter', async () => {
    const scan = await scanned(results(3));
    expect(await post({ scan_id: scan, filter: {}, expected_count: 3 })).toMatchObject({ marked: 3, unchanged: 0 });
    expect(await post({ scan_id: scan, filter: {}, expected_count: 3 })).toMatchObject({
      ...{ operation_id: null, marked: 0, unchanged: 3, stale_scans: [], changes_verdicts: [] },
    });
    expect(await audit('findings.marked_fp')).toHaveLength(1);
  });

  it('changes nothing where the filter finds another number', async () => {
    const scan = await scanned(results(3));
    const { status, body } = await org.post(BULK, {
      ...{ scan_id: scan, filter: { rule: 'rule-0' }, expected_count: 1, is_fp: true, reason: 'tests' },
    });
    expect([status, body.code, body.count]).toEqual([409, 'count_changed', 2]);
    expect(await markedOf(scan)).toEqual([]);
  });

  it('takes marks back', async () => {
    const scan = await scanned(results(3));
    const ids = await idsOf(scan);
    await post({ issue_ids: ids.slice(0, 2) });
    expect(await post({ issue_ids: ids, is_fp: false })).toMatchObject({
      marked: 2,
      unchanged: 1,
      stale_scans: [],
    });
    expect(await markedOf(scan)).toEqual([]);
    expect(await audit('findings.unmarked_fp')).toHaveLength(1);
  });

  describe('undone', () => {
    it('once, leave alone what changed since', async () => {
      const scan = await scanned(results(4));
      const ids = await idsOf(scan);
      const { operation_id } = await post({ issue_ids: ids.slice(0, 3) });
      await org.post('/quality/findings/mark-fp', { issue_id: ids[0], is_fp: true, reason: 'mine' });
      const answer = await undo(operation_id);
      expect(answer.body).toEqual({ operation_id, undone: 2, unchanged: 1, stale_scans: [scan], changes_verdicts: [] });
      expect(await markedOf(scan)).toEqual([ids[0]]);
      const again = await undo(operation_id);
      expect([again.status, again.body.code]).toEqual([409, 'nothing_to_undo']);
      expect(await audit('findings.marks_undone')).toHaveLength(1);
      const { events } = (await org.get('/events?type=finding.marks_undone')).body;
      const [undone] = await audit('findings.marks_undone');
      expect(events.map(({ data }: any) => data.new)).toEqual([undone.new]);
    });

    it('bring back marks that were taken back, as they were', async () => {
      const scan = await scanned(results(3));
      const [first] = await idsOf(scan);
      await org.post('/quality/findings/mark-fp', { issue_id: first, is_fp: true, reason: 'known' });
      const before = (await list(scan)).findings;
      const { operation_id } = await post({ scan_id: scan, filter: { is_fp: true }, expected_count: 1, is_fp: false });
      expect((await undo(operation_id)).body).toMatchObject({ undone: 1, unchanged: 0 });
      expect((await list(scan)).findings).toEqual(before);
      const next = await scanned([]);
      expect(await markedOf(next)).toEqual([]);
      expect(await markedOf(await scanned(results(3)))).toEqual([first]);
    });

    it('for 24 hours', async () => {
      const scan = await scanned(results(1));
      const { operation_id } = await post({ issue_ids: await idsOf(scan) });
      const key = await aKey(org, 'MEMBER', ['write:scans']);
      world.clock.advanceMinutes(25 * 60);
      const { status, body } = await key.post(`${BULK}/${operation_id}/undo`);
      world.clock.advanceMinutes(-25 * 60);
      expect([status, body.code]).toEqual([409, 'nothing_to_undo']);
    });

    it('in their organization alone', async () => {
      const { operation_id } = await post({ issue_ids: await idsOf(await scanned(results(1))) });
      const other = await anOrganization(world);
      const foreign = await other.admin.post(`${BULK}/${operation_id}/undo`);
      const absent = await undo('00000000-0000-4000-8000-000000000000');
      expect([foreign.body.code, absent.body.code]).toEqual(['not_found', 'not_found']);
      expect((await undo('x')).body.code).toBe('invalid_id');
    });
  });

  describe('are refused', () => {
    const byFilter = { scan_id: 1, filter: {}, expected_count: 0 };
    it.each<[field: string, body: object]>([
      ['issue_ids', { issue_ids: [] }],
      ['issue_ids', { issue_ids: Array.from({ length: 1001 }, (_, at) => at + 1) }],
      ['issue_ids', { issue_ids: [1, '2'] }],
      ['filter', { issue_ids: [1], filter: {} }],
      ['scan_id', { issue_ids: [1], scan_id: 1 }],
      ['expected_count', { issue_ids: [1], expected_count: 1 }],
      ['scan_id', {}],
      ['expected_count', { scan_id: 1, filter: {} }],
      ['expected_count', { ...byFilter, expected_count: 10_001 }],
      ['filter', { scan_id: 1, expected_count: 1 }],
      ['filter', { ...byFilter, filter: [] }],
      ['filter', { ...byFilter, filter: { sevrity: 'high' } }],
      ['filter.severity', { ...byFilter, filter: { severity: 'worst' } }],
      ['filter.severity', { ...byFilter, filter: { severity: ['high', 1] } }],
      ['filter.is_new', { ...byFilter, filter: { is_new: 'yes' } }],
      ['filter.path', { ...byFilter, filter: { path: ['a', 'b'] } }],
      ['reason', { issue_ids: [1], reason: ' ' }],
      ['is_fp', { issue_ids: [1], is_fp: 'yes' }],
    ])('with a wrong %s: %j', async (field, body) => {
      const { status, body: problem } = await org.post(BULK, { is_fp: true, reason: 'tests', ...body });
      expect([status, problem.errors?.map((error: any) => error.field)]).toEqual([
        400,
        expect.arrayContaining([field]),
      ]);
    });

    it('to a key that may not write the baseline, and for a scan of another organization', async () => {
      const scan = await scanned(results(1));
      const key = await aKey(org, 'MEMBER', ['write:scans']);
      expect((await key.post(BULK, { issue_ids: [1], is_fp: false })).status).toBe(200);
      const made = await org.post('/api-keys', {
        ...{ name: 'authors', role: 'MEMBER', scopes: ['write:scans'], may_write_baseline: false },
      });
      const author = org.as({ 'x-api-key': made.body.key as string });
      expect((await author.post(BULK, { issue_ids: [1], is_fp: false })).body.code).toBe('forbidden');
      expect((await author.post(`${BULK}/00000000-0000-4000-8000-000000000000/undo`)).body.code).toBe('forbidden');
      const other = await anOrganization(world);
      const foreign = { scan_id: scan, filter: {}, expected_count: 1, is_fp: true, reason: 'tests' };
      expect((await other.admin.post(BULK, foreign)).status).toBe(404);
      const viewer = await aMember(world, 'VIEWER');
      expect((await viewer.client.post(BULK, foreign)).body.code).toBe('role_required');
    });
  });

  describe('by a job', () => {
    const begin = (body: object) => org.post(BULK, { is_fp: true, reason: 'tests', async: true, ...body });
    const ended = (id: number) => finishedJob(org, id);

    it('mark what a filter finds, with progress in findings and the scans that are stale', async () => {
      const scan = await scanned(results(9));
      const started = await begin({ scan_id: scan, filter: { severity: 'high' }, expected_count: 5 });
      expect([started.status, started.body]).toEqual([
        202,
        { job_id: expect.any(Number) as number, operation_id: expect.any(String) as string },
      ]);
      const job = await ended(started.body.job_id as number);
      expect(job).toMatchObject({ kind: 'mark-findings', state: 'done', done: 5, total: 5, stale_scans: [scan] });
      expect(await markedOf(scan)).toEqual(await idsOf(scan, '&severity=high'));
      const [entry] = await audit('findings.marked_fp');
      expect(entry.new).toMatchObject({ operation_id: started.body.operation_id, fp_reason: 'tests', scan_id: scan });

      const undone = await undo(started.body.operation_id as string);
      expect([undone.status, undone.body]).toEqual([202, { job_id: expect.any(Number) as number }]);
      const undoing = await ended(undone.body.job_id as number);
      expect(undoing).toMatchObject({ kind: 'undo-marks', state: 'done', done: 5, total: 5, stale_scans: [] });
      expect(await isStale(scan)).toBe(false);
      expect(await markedOf(scan)).toEqual([]);
      expect((await undo(started.body.operation_id as string)).body.code).toBe('nothing_to_undo');
      const cursors = await query(world.database.admin, `SELECT cursor FROM jobs WHERE org_id = ${org.orgId}`);
      expect(JSON.stringify(cursors)).not.toContain('@');
    });

    it('unmark, and an undo puts back the reasons', async () => {
      const scan = await scanned(results(4));
      await post({ issue_ids: await idsOf(scan), reason: 'of before' });
      const started = await begin({ scan_id: scan, filter: {}, expected_count: 4, is_fp: false, reason: null });
      await ended(started.body.job_id as number);
      expect(await markedOf(scan)).toEqual([]);
      await ended((await undo(started.body.operation_id as string)).body.job_id as number);
      const { findings } = await list(scan);
      expect(findings.map(({ fp_reason }: any) => fp_reason)).toEqual(Array(4).fill('of before'));
    });

    it('take any number, where a request at once takes 10,000', async () => {
      const scan = await scanned(results(2));
      const wanted = { scan_id: scan, filter: {}, is_fp: true, reason: 'tests' };
      const refused = await org.post(BULK, { ...wanted, expected_count: 10_001 });
      expect([refused.status, refused.body.errors[0].message]).toEqual([
        400,
        'must not be greater than 10000 unless async is true',
      ]);
      expect((await org.post(BULK, { ...wanted, expected_count: 10_000 })).body.code).toBe('count_changed');
      expect((await begin({ ...wanted, expected_count: 100_000 })).body).toMatchObject({
        code: 'count_changed',
        count: 2,
      });
      expect((await begin({ ...wanted, expected_count: 2, async: 'yes' })).status).toBe(400);
    });

    it('are fixed with the request, several of a repository wait for each other, and an undo ends one that marks', async () => {
      const scan = await scanned(results(6));
      const ids = await idsOf(scan);
      const holder = new pg.Client({ ...world.database.admin });
      await holder.connect();
      await holder.query('BEGIN; LOCK TABLE issue_marks IN EXCLUSIVE MODE');
      const first = (await begin({ scan_id: scan, filter: { is_fp: false }, expected_count: 6 })).body;
      const second = (await begin({ issue_ids: ids.slice(0, 2), reason: 'second' })).body;
      await scanned([...results(6), result(40)]);
      await undo(second.operation_id as string);
      await holder.query('COMMIT');
      await holder.end();
      expect(await ended(first.job_id as number)).toMatchObject({ done: 6, total: 6 });
      expect(await ended(second.job_id as number)).toMatchObject({ state: 'done', done: 0, total: 2, stale_scans: [] });
      expect(await markedOf(scan)).toHaveLength(6);
      const { findings } = await list(scan);
      expect(new Set(findings.map(({ fp_reason }: any) => fp_reason))).toEqual(new Set(['tests']));
    });

    it('are read by those who began them and by administrators', async () => {
      const scan = await scanned(results(2));
      const member = await aKey(org, 'MEMBER', ['write:scans', 'read:scans']);
      const other = await aKey(org, 'MEMBER', ['write:scans']);
      const { body } = await member.post(BULK, {
        ...{ scan_id: scan, filter: {}, expected_count: 2, is_fp: true, reason: 'tests', async: true },
      });
      expect((await finishedJob(member, body.job_id as number)).state).toBe('done');
      expect((await other.get(`/jobs/${body.job_id}`)).status).toBe(403);
      expect((await org.get(`/jobs/${body.job_id}`)).status).toBe(200);
    });
  });
});
