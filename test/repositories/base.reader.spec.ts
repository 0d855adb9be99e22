import type { RepoId, ScanId } from '../../src/domain/ids.js';
import { RepoEntity } from '../../src/modules/people/organization/entities/repo.entity.js';
import { RepoReader } from '../../src/modules/people/organization/repo.reader.js';
import { RepoRepository } from '../../src/modules/people/organization/repo.repository.js';
import { BaseReader } from '../../src/modules/verdict/baseline/base.reader.js';
import { BaseChoiceReader } from '../../src/modules/verdict/scan/base-choice.reader.js';
import { ScanEntity } from '../../src/modules/verdict/scan/entities/scan.entity.js';
import { PullRequestRepository } from '../../src/modules/verdict/scan/pull-request.repository.js';
import { ScanReader } from '../../src/modules/verdict/scan/scan.reader.js';
import { ScanRepository } from '../../src/modules/verdict/scan/scan.repository.js';
import { SystemClock } from '../../src/platform/time/clock.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const A = `a1${'0'.repeat(38)}`;
const B = `b2${'0'.repeat(38)}`;
const C = `c3${'0'.repeat(38)}`;

describe('what a scan is compared with', () => {
  let fixture: TenantFixture;
  let bases: BaseReader;
  let scans: ScanReader;
  let repoId: RepoId;

  beforeAll(async () => {
    fixture = await openTenantFixture([ScanEntity, RepoEntity]);
    const repository = new ScanRepository(fixture.tenant);
    scans = new ScanReader(repository);
    const repos = new RepoReader(new RepoRepository(fixture.tenant));
    const pulls = new PullRequestRepository(fixture.tenant);
    bases = new BaseReader(scans, new BaseChoiceReader(repository, pulls, repos, new SystemClock()));
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    repoId = await fixture.aRepo();
  });

  const onMain = (values: Record<string, unknown> = {}): Promise<ScanId> =>
    fixture.aScan(repoId, { branch: 'main', pr_number: null, state: 'completed', commit_sha: A, ...values });
  const change = (values: Record<string, unknown> = {}): Promise<ScanId> => fixture.aScan(repoId, values);

  const baseOf = (id: ScanId) =>
    fixture.tenant.run(fixture.orgId, async () => {
      const base = await bases.findBase(await scans.getScan(fixture.orgId, id));
      return base && [base.scan.id, base.isExact, base.commitsBehind];
    });

  it('is the newest scan of the merge base, though newer commits were scanned', async () => {
    await onMain();
    const expected = await onMain();
    await onMain({ commit_sha: B });
    expect(await baseOf(await change({ base_sha: A }))).toEqual([expected, true, 0]);
  });

  it('is the nearest ancestor where the merge base was not scanned', async () => {
    await onMain();
    const expected = await onMain({ commit_sha: B });
    await onMain({ commit_sha: `d4${'0'.repeat(38)}` });
    expect(await baseOf(await change({ base_sha: C, base_commits: [B, A] }))).toEqual([expected, false, 1]);
  });

  it('is found by an abbreviation, whichever side has it', async () => {
    const expected = await onMain({ commit_sha: B });
    await onMain();
    expect(await baseOf(await change({ base_sha: B.slice(0, 7) }))).toEqual([expected, true, 0]);
    const short = await onMain({ commit_sha: C.slice(0, 5) });
    expect(await baseOf(await change({ base_sha: C }))).toEqual([short, true, 0]);
  });

  it('is the newest where the merge base is not known', async () => {
    await onMain();
    const expected = await onMain({ commit_sha: B });
    expect(await baseOf(await change())).toEqual([expected, false, null]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of a pull request', { pr_number: 9 }],
    ['of another branch', { branch: 'other' }],
    ['that is not completed', { state: 'pending' }],
    ['past its deadline', { state: 'pending', deadline_at: '2020-01-01T00:00:00Z' }],
    ['that failed', { state: 'failed' }],
    ['that may not be a base', { may_be_base: false }],
  ])('is no scan %s', async (_, values) => {
    await onMain(values);
    expect(await baseOf(await change({ base_sha: A }))).toBeNull();
  });

  it('is of the branch that the change wants to merge into', async () => {
    await onMain();
    const release = await onMain({ branch: 'release/1' });
    expect(await baseOf(await change({ base_branch: 'release/1', base_sha: A }))).toEqual([release, true, 0]);
    const queued = { branch: 'gh-readonly-queue/release/1/pr-7-0a1b2c', pr_number: null, base_sha: A };
    expect(await baseOf(await change(queued))).toEqual([release, true, 0]);
    expect(await baseOf(await change({ base_branch: 'release/2', base_sha: A }))).toBeNull();
  });

  it('is the scan of another pull request of this repository where its branch is the target, and of no fork', async () => {
    const main = await onMain();
    const parent = await onMain({
      branch: 'parent',
      pr_number: 8,
      base_branch: 'main',
      commit_sha: B,
      may_be_base: false,
    });
    await fixture.admin(
      `INSERT INTO pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at, branch, base_branch)
       VALUES ($1, $2, 8, $3, now(), 'parent', 'main')`,
      [fixture.orgId, repoId, parent],
    );
    const stacked = { pr_number: 9, branch: 'child', base_branch: 'parent', base_sha: B, base_commits: [A] };
    expect(await baseOf(await change(stacked))).toEqual([parent, true, 0]);
    await fixture.admin('UPDATE scans SET is_untrusted = true, trust = 0 WHERE id = $1', [parent]);
    expect(await baseOf(await change(stacked))).toEqual([main, false, 1]);
    await fixture.admin('UPDATE pull_requests SET is_of_fork = true WHERE repo_id = $1', [repoId]);
    expect(await baseOf(await change(stacked))).toBeNull();
  });

  it('is of a push outside pull requests the default branch, and never the scan itself', async () => {
    const main = await onMain();
    expect(await baseOf(await change({ pr_number: null, branch: 'feature' }))).toEqual([main, false, null]);
    const odd = await onMain({ branch: 'x', base_branch: 'x', is_base_chosen: false });
    expect(await baseOf(odd)).toBeNull();
  });

  it('is the scan before, for a baseline scan', async () => {
    expect(await baseOf(await onMain({ is_baseline_scan: true, state: 'pending' }))).toBeNull();
    await onMain();
    const before = await onMain({ commit_sha: B });
    const own = await onMain({ commit_sha: C, is_baseline_scan: true, state: 'pending' });
    await onMain({ commit_sha: A });
    expect(await baseOf(own)).toEqual([before, false, null]);
  });

  it('is invalidated by a rebuild of its branch, and of no other', async () => {
    const main = await onMain();
    const release = await onMain({ branch: 'release/1' });
    await fixture.admin(`UPDATE repos SET rebuilt_branch = 'main' WHERE id = $1`, [repoId]);
    expect(await baseOf(await change({ base_sha: A }))).toBeNull();
    expect(await baseOf(await change({ base_sha: A, base_branch: 'release/1' }))).toEqual([release, true, 0]);
    await fixture.admin('UPDATE repos SET rebuilt_branch = NULL WHERE id = $1', [repoId]);
    expect(await baseOf(await change({ base_sha: A }))).toEqual([main, true, 0]);
  });

  it('stays as it was chosen, be it none', async () => {
    const first = await onMain();
    await onMain({ commit_sha: B });
    const chosen = { is_base_chosen: true, base_scan_id: first, base_commits_behind: 3, base_sha: B };
    expect(await baseOf(await change(chosen))).toEqual([first, false, 3]);
    expect(await baseOf(await change({ is_base_chosen: true, base_sha: B }))).toBeNull();
    expect(await baseOf(await change({ state: 'completed', base_sha: B }))).toBeNull();
  });

  it('is of the same organization and repository', async () => {
    await onMain();
    const other = await fixture.aRepo();
    expect(await baseOf(await fixture.aScan(other, { base_sha: A }))).toBeNull();
  });
});
