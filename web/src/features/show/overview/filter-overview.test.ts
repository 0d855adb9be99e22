import { describe, expect, it } from 'vitest';
import { filterOverview, overviewVerdictOf } from './filter-overview';
import { overviewRest, overviewSentence } from './messages';
import { type LastScan, type Overview, type RepoInOverview } from './overview.queries';
import { readOverviewSearch } from './overview.route';

const aScan = (scan: Partial<LastScan>): LastScan => ({
  scan_id: 1,
  commit_sha: null,
  completed_at: '2026-01-01T00:00:00Z',
  status: 'passed',
  reason: null,
  direction: null,
  failing_rules: [],
  quality_rating: null,
  findings_total: null,
  coverage_pct: null,
  duplication_pct: null,
  tech_debt_minutes: null,
  stale: false,
  ...scan,
});
const aRepo = (name: string, scan: Partial<LastScan> | null, parts: Partial<RepoInOverview> = {}): RepoInOverview => ({
  id: 1,
  name,
  url: null,
  default_branch: 'main',
  favourite: false,
  last_scan: scan && aScan(scan),
  pending_scan: null,
  scan_missing_since: null,
  previous: null,
  trend: [],
  pull_requests: { open: 0, failed: 0 },
  waivers: { in_force: 0, ending_soon: 0 },
  ...parts,
});
const REPOS = [
  aRepo('acme/web', { status: 'failed', direction: 'improving', completed_at: '2026-01-02T00:00:00Z' }),
  aRepo('acme/api', { direction: 'degrading' }),
  aRepo('other/lib', { direction: 'steady', completed_at: '2026-01-03T00:00:00Z' }),
  aRepo('other/new', null),
];
const NO_COUNTS = { repos: 0, failed: 0, degrading: 0, clear: 0, not_judged: 0, pending: 0, never_scanned: 0 };
const ALL: Overview = { org_id: 1, counts: NO_COUNTS, repos: REPOS, policy_chosen: true, next_cursor: null };
const namesOf = (filter: Parameters<typeof filterOverview>[1]) =>
  filterOverview(ALL, filter).repos.map(({ name }) => name);

describe('the filter of the overview', () => {
  it('counts a repository by its last scan, and as pending only where there is none', () => {
    const pending_scan = { scan_id: 2, started_at: '2026-01-01T00:00:00Z' };
    expect(overviewVerdictOf(aRepo('a', { status: 'passed' }, { pending_scan }))).toBe('clear');
    expect(overviewVerdictOf(aRepo('a', null, { pending_scan }))).toBe('pending');
    expect(overviewVerdictOf(aRepo('a', { status: 'not_configured' }))).toBe('not_judged');
  });

  it('takes degrading for passed and degrading', () => {
    expect(namesOf({ verdict: 'degrading' })).toEqual(['acme/api']);
    expect(namesOf({ verdict: 'failed' })).toEqual(['acme/web']);
  });

  it('counts all that the text matches, whatever verdict is chosen', () => {
    const { counts, repos } = filterOverview(ALL, { q: 'ACME', verdict: 'failed' });
    expect(counts).toEqual({ ...NO_COUNTS, repos: 2, failed: 1, degrading: 1 });
    expect(repos).toHaveLength(1);
  });

  it('sorts by name and by the last scan; worst first is the order of the service', () => {
    expect(namesOf({ sort: 'name' })).toEqual(['acme/api', 'acme/web', 'other/lib', 'other/new']);
    expect(namesOf({ sort: 'recent' })[0]).toBe('other/lib');
    expect(namesOf({})).toEqual(REPOS.map(({ name }) => name));
  });

  it('sorts by a column, worst first, what has no value and equal ones by name at the end, and favourites before all', () => {
    const repos = [
      aRepo('a', { quality_rating: 'A', findings_total: 3, coverage_pct: 70 }),
      aRepo('b', { quality_rating: 'D', findings_total: null, coverage_pct: 100 }),
      aRepo('c', { quality_rating: null, findings_total: 0, coverage_pct: null }),
      aRepo('d', null, { favourite: true }),
    ];
    const sortedBy = (sort: 'rating' | 'findings' | 'coverage') =>
      filterOverview({ ...ALL, repos }, { sort })
        .repos.map(({ name }) => name)
        .join('');
    expect([sortedBy('rating'), sortedBy('findings'), sortedBy('coverage')]).toEqual(['dbac', 'dacb', 'dabc']);
  });

  it('reads from the address what it knows', () => {
    expect(readOverviewSearch({ q: 'web', verdict: 'failed', sort: 'name', x: 1 })).toEqual({
      q: 'web',
      verdict: 'failed',
      sort: 'name',
    });
    expect(readOverviewSearch({ q: '', verdict: 'red', sort: 'worst' })).toEqual({});
    expect(readOverviewSearch({ q: 12 })).toEqual({ q: '12' });
  });
});

describe('the sentence of the overview', () => {
  it.each([
    [{}, 'No repositories yet'],
    [{ repos: 10, failed: 6, clear: 4 }, '6 of 10 repositories fail their gate'],
    [{ repos: 1, failed: 1 }, '1 of 1 repository fails its gate'],
    [{ repos: 3, clear: 3 }, 'All 3 repositories are clear'],
    [{ repos: 3, clear: 2, degrading: 1 }, 'None of 3 repositories fails its gate'],
    [{ repos: 2, never_scanned: 2 }, '2 repositories, never scanned'],
  ])('%o: %s', (counts, sentence) => {
    expect(overviewSentence({ ...NO_COUNTS, ...counts })).toBe(sentence);
  });

  it('leaves out verdicts that no repository has', () => {
    expect(overviewRest({ ...NO_COUNTS, clear: 3, never_scanned: 1 })).toEqual(['clear', 'never_scanned']);
  });
});
