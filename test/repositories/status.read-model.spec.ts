import type { RepoId, ScanId } from '../../src/domain/ids.js';
import { StatusReadModel } from '../../src/modules/verdict/quality-gate/status.read-model.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const EVALUATED = new Date('2026-04-19T12:00:00Z');
const NOW = new Date('2026-04-19T13:00:00Z');
const at = (minutes: number) => new Date(EVALUATED.getTime() + minutes * 60_000);

describe('StatusReadModel', () => {
  let fixture: TenantFixture;
  let statuses: StatusReadModel;
  let repoId: RepoId;

  beforeEach(async () => {
    fixture = await openTenantFixture([]);
    statuses = new StatusReadModel(fixture.tenant);
    repoId = await fixture.aRepo();
  });
  afterEach(() => fixture.close());

  const read = (scanId: ScanId, now = NOW) =>
    fixture.tenant.run(fixture.orgId, () => statuses.findStatus(fixture.orgId, scanId, now));
  const isStale = async (scanId: ScanId, now = NOW) => (await read(scanId, now))?.stale;

  const aConfig = (revision: number) =>
    fixture.admin(
      `INSERT INTO gate_configs VALUES ($1, $2, true, true, true, '{}', now())
       ON CONFLICT (org_id) DO UPDATE SET revision = excluded.revision`,
      [fixture.orgId, revision],
    );
  const anEvaluation = (scanId: ScanId, number: number, considered: object, revision = 0) =>
    fixture.admin(
      `INSERT INTO evaluations VALUES ($1, $2, $3, 'completed', 'passed', $4, '{}', $5, '{}', $6, 'user:1')`,
      [
        fixture.orgId,
        scanId,
        number,
        revision,
        { evaluation: number, considered: { waiver_ids: [], marks_changed_at: null, ...considered } },
        EVALUATED,
      ],
    );
  /** A completed scan of pull request 5, evaluated at 12:00. */
  const anEvaluatedScan = async (considered = {}, revision = 0, values = {}): Promise<ScanId> => {
    const scanId = await fixture.aScan(repoId, { state: 'completed', evaluation: 1, ...values });
    await anEvaluation(scanId, 1, considered, revision);
    return scanId;
  };
  const aWaiver = async (values: Record<string, unknown> = {}): Promise<number> => {
    const all = { repo_id: null, pr_number: null, created_at: at(-60), expires_at: null, revoked_at: null, ...values };
    const row = await fixture.admin<{ id: number }>(
      `INSERT INTO waivers (org_id, rule, reason, created_by, repo_id, pr_number, created_at, expires_at, revoked_at)
       VALUES ($1, 'rating_min', 'x', 'user:1', $2, $3, $4, $5, $6) RETURNING id`,
      [fixture.orgId, all.repo_id, all.pr_number, all.created_at, all.expires_at, all.revoked_at],
    );
    return row.id;
  };

  it('finds a pending scan without a verdict, and says when it is overdue', async () => {
    const scanId = await fixture.aScan(repoId, { deadline_at: NOW });
    expect(await read(scanId, new Date(NOW.getTime() - 1))).toEqual({
      repo_id: repoId,
      policy: null,
      branch: 'feature',
      default_branch: 'main',
      is_baseline_scan: false,
      is_overdue: false,
      is_blocking: false,
      verdict: null,
      stale: false,
      base_outdated_by: null,
      changes_at: NOW,
    });
    await aConfig(1);
    expect(await read(scanId, NOW)).toMatchObject({ is_overdue: true, is_blocking: true, changes_at: null });
  });

  it('finds the last evaluation', async () => {
    const scanId = await anEvaluatedScan({}, 0, { evaluation: 2 });
    await anEvaluation(scanId, 2, {});
    expect((await read(scanId))?.verdict?.evaluation).toBe(2);
  });

  it('finds nothing for another organization', async () => {
    const scanId = await anEvaluatedScan();
    const other = fixture.otherOrgId;
    expect(await fixture.tenant.run(other, () => statuses.findStatus(other, scanId, NOW))).toBeNull();
  });

  it('calls a verdict stale once another revision is in force', async () => {
    const before = await anEvaluatedScan();
    expect(await isStale(before)).toBe(false);
    await aConfig(1);
    expect(await isStale(before)).toBe(true);
    expect(await isStale(await anEvaluatedScan({}, 1))).toBe(false);
  });

  it('calls a verdict stale once a mark changed that it does not know, whenever that was', async () => {
    const scanId = await anEvaluatedScan({ marks_changed_at: at(-5).toISOString() }, 0, { marks_changed_at: at(-5) });
    expect(await isStale(scanId)).toBe(false);
    await fixture.admin('UPDATE scans SET marks_changed_at = $1', [at(-4)]);
    expect(await isStale(scanId)).toBe(true);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ['in the organization', {}, true],
    ['since, and revoked again', { created_at: at(1), revoked_at: at(2) }, true],
    ['before, and revoked before', { created_at: at(-2), revoked_at: at(-1) }, false],
    ['before, and expired before', { expires_at: at(-1) }, false],
    ['before, and expired since', { expires_at: at(1) }, false],
  ])('judges a waiver that the verdict does not know, made %s', async (_, values, expected) => {
    const scanId = await anEvaluatedScan();
    await aWaiver(values);
    expect(await isStale(scanId)).toBe(expected);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ['still in force', {}, false],
    ['made, by another clock, after it', { created_at: at(1) }, false],
    ['revoked since', { revoked_at: at(1) }, true],
    ['expired since', { expires_at: at(60) }, true],
    ['about to expire', { expires_at: at(61) }, false],
  ])('judges a waiver that the verdict knows, %s', async (_, values, expected) => {
    const waiverId = await aWaiver(values);
    expect(await isStale(await anEvaluatedScan({ waiver_ids: [waiverId] }))).toBe(expected);
  });

  it('minds only waivers that reach the scan', async () => {
    const scanId = await anEvaluatedScan();
    await aWaiver({ repo_id: await fixture.aRepo() });
    await aWaiver({ repo_id: repoId, pr_number: 6 });
    expect(await isStale(scanId)).toBe(false);
    await aWaiver({ repo_id: repoId, pr_number: 5 });
    expect(await isStale(scanId)).toBe(true);
    const ofBranch = await anEvaluatedScan({}, 0, { pr_number: null });
    expect(await isStale(ofBranch)).toBe(false);
    await aWaiver({ repo_id: repoId });
    expect(await isStale(ofBranch)).toBe(true);
  });

  it('never calls the failure of a scanner stale', async () => {
    const scanId = await anEvaluatedScan({}, 0, { state: 'failed' });
    await aConfig(4);
    await aWaiver();
    expect(await isStale(scanId)).toBe(false);
  });
});
