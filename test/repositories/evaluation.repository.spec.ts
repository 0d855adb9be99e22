import { DEFAULT_POLICY } from '../../src/domain/gate/policy.js';
import type { RepoId, ScanId } from '../../src/domain/ids.js';
import { EvaluationEntity } from '../../src/modules/verdict/quality-gate/entities/evaluation.entity.js';
import type { Evaluation } from '../../src/modules/verdict/quality-gate/evaluation.js';
import { EvaluationRepository } from '../../src/modules/verdict/quality-gate/evaluation.repository.js';
import { completeVerdict, type StoredVerdict } from '../../src/modules/verdict/quality-gate/stored-verdict.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

/** A body with all keys that verdicts have by now. */
const aVerdict = (number: number, more: object = {}): Evaluation['verdict'] => {
  const considered = { waiver_ids: [], marks_changed_at: null };
  const stored = { scan_id: 1, evaluation: number, warnings: [], considered, ...more };
  return completeVerdict(stored as unknown as StoredVerdict, DEFAULT_POLICY);
};

const anEvaluation = (number: number): Evaluation => ({
  number,
  trigger: 'recomputed',
  status: 'passed',
  policyRevision: 3,
  policy: { ...DEFAULT_POLICY, rating_min: null },
  verdict: aVerdict(number),
  ratings: { quality: 'A' } as Evaluation['ratings'],
  facts: null,
  evaluatedAt: new Date('2026-04-19T12:00:00.250Z'),
  evaluatedBy: 'api_key:7',
});

describe('EvaluationRepository', () => {
  let fixture: TenantFixture;
  let evaluations: EvaluationRepository;
  let repoId: RepoId;
  let scanId: ScanId;

  beforeAll(async () => {
    fixture = await openTenantFixture([EvaluationEntity]);
    evaluations = new EvaluationRepository(fixture.tenant);
    repoId = await fixture.aRepo();
  });
  beforeEach(async () => {
    scanId = await fixture.aScan(repoId);
  });
  afterAll(() => fixture.close());

  const run = <T>(work: () => Promise<T>) => fixture.tenant.run(fixture.orgId, work);
  const insert = (number: number) => run(() => evaluations.insert(fixture.orgId, scanId, anEvaluation(number)));

  it('gives back what was stored, newest first', async () => {
    for (const number of [1, 2, 3]) await insert(number);
    expect(await run(() => evaluations.findEvaluation(fixture.orgId, scanId, 2))).toEqual(anEvaluation(2));
    const all = await run(() => evaluations.listEvaluations(fixture.orgId, scanId, { limit: 10, beforeNumber: null }));
    expect(all).toEqual([anEvaluation(3), anEvaluation(2), anEvaluation(1)]);
    const page = await run(() => evaluations.listEvaluations(fixture.orgId, scanId, { limit: 1, beforeNumber: 3 }));
    expect(page).toEqual([anEvaluation(2)]);
  });

  it('gives a verdict back with its keys as they were written', async () => {
    const verdict = aVerdict(1, { status: 'passed', violations: [] });
    expect(Object.keys(verdict).slice(0, 2)).toEqual(['scan_id', 'evaluation']);
    await run(() => evaluations.insert(fixture.orgId, scanId, { ...anEvaluation(1), verdict }));
    const stored = await run(() => evaluations.findEvaluation(fixture.orgId, scanId, 1));
    expect(JSON.stringify(stored?.verdict)).toBe(JSON.stringify(verdict));
  });

  it('stores a number once', async () => {
    await insert(1);
    await expect(insert(1)).rejects.toThrow(/duplicate key/);
  });

  it('shows another organization nothing, and takes nothing for its scans', async () => {
    await insert(1);
    const other = fixture.otherOrgId;
    expect(await fixture.tenant.run(other, () => evaluations.findEvaluation(other, scanId, 1))).toBeNull();
    const intrude = () => evaluations.insert(other, scanId, anEvaluation(2));
    await expect(fixture.tenant.run(other, intrude)).rejects.toThrow(/foreign key/);
  });

  it.each(["UPDATE evaluations SET status = 'failed'", 'DELETE FROM evaluations'])(
    'does not let the serving role %s',
    async (sql) => {
      await expect(run(() => fixture.tenant.manager(fixture.orgId).query(sql))).rejects.toThrow(/permission denied/);
    },
  );
});
