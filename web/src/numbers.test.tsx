import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { answer, never, openPage, rightsWithout, serve } from '../test/app';
import { sampleOf, sampleWith } from '../test/sample';

serve();

/** Numbers that are no link, by the elements that have them, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  h1: 'the sentence of a page: rules and lists below it have its numbers as links',
  'h2, [class*=aside]': 'the list below it is what it counts',
  '[class*=below]': 'the list below it is what it counts',
  'time, [data-label=Duration]': 'a time',
  thead: 'the name of a column',
  'code, pre, [class*=place]': 'a name, a commit or a place in the code',
  '[class*=bound], [class*=advice], [class*=note], table[aria-label=Policy]': 'a threshold, which the policy has',
  'table[aria-label=Evaluations]': 'an ordinal or a revision',
  '[data-measure=marked]': 'marks between two scans: no list has them alone',
  '[data-label=Rejected]': 'no list has rows that could not be read',
  '[data-label=Fixed]': 'compared with the stored baseline alone, which is not a scan',
  'figure table': 'its row leads to the scan',
  '[class*=remark], [class*=message], [role=status]': 'words of a notice or a tool',
};
/** Controls by which a number leads to its list in place. */
const DOORS = 'a, button, label, summary, select, [role=treeitem], [aria-hidden=true]';
/** Route of pages that there are none of. */
const ABSENT = '/shell/$';
/** Names of objects and places, which count nothing. */
const NAMES = /#\d+|\b(?:scan|line) \d+/gi;

const AT = '2026-01-02T03:04:05.000Z';
const repo = sampleWith('Repo', { id: 1, name: 'acme/web', default_branch: 'main', url: null });
const scan = sampleWith('Scan', { id: 5, branch: 'main', status: 'completed', pr_number: null });
const tests = { total: 40, passed: 36, failed: 2, flaky: 1, skipped: 1 };
const base = { ...sampleOf('Base'), scan_id: 4 };
const verdict = sampleWith('GateStatus', {
  ...{ status: 'failed', stale: false, base, warnings: [], suppressions: null },
  ...{ tolerated_violations: [], waived_violations: [], skipped_rules: [] },
  violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
  passed_rules: [{ rule: 'new_coverage_min', threshold: 80, actual: 90 }],
  tests: { ...tests, from_base: { total: 41, missing: 1, excused: 0, newly_skipped: 3 } },
});
const judged = { critical: 1, high: 1, medium: 0, low: 0, total: 2 };
const counts = {
  ...{ critical: 1, high: 2, medium: 0, low: 0, info: 0, total: 3, by_type: { coverage_gap: 1 } },
  ...{ judged, reliability: 1 },
};
const figures = {
  ...{ repo, scan, verdict, coverage: sampleWith('PageCoverage', { coverage_pct: 75, lines_total: 20 }) },
  counters: { all: counts, new: counts, accepted: counts } as unknown as ReturnType<typeof sampleOf<'ScanCounters'>>,
  tech_debt: sampleWith('TechDebt', { total_minutes: 90 }),
  previous: sampleWith('PreviousScan', { scan_id: 4, findings_total: 7, coverage_pct: 70 }),
  changes: sampleWith('ScanChanges', {
    ...{ previous_scan_id: 4, new_findings: 2, fixed: 1, policy_changed: true },
    coverage_pct: { from: 70, to: 75, delta_pts: 5 },
  }),
};
const point = (scan_id: number) => sampleWith('TrendPoint', { scan_id, completed_at: AT, findings_total: 4 });
const pull = {
  ...{ pr_number: 7, title: 'Carts', fixed: 2, patch_coverage_pct: 80 },
  ...{ base_scan_id: 4, new_in_pr: sampleWith('NewInPr', { total: 3 }) },
  last_scan: sampleWith('PullRequestScan', { scan_id: 5, status: 'failed', completed_at: AT }),
};
const history = (scan_id: number) =>
  sampleWith('HistoryScan', {
    ...{ scan_id, completed_at: AT, findings_total: 4, coverage_pct: 75 },
    change: { findings: 2, marked: 0, delta_pts: -1.5 },
  });
const finding = sampleWith('Finding', { message: 'A problem', file_path: 'src/a.ts', line: 3 });
const short = { branch: 'main', commit_sha: 'abcdef12', pr_number: null, completed_at: AT };

const PAGES: Readonly<Record<string, readonly [read: string, body: object]>> = {
  '/': [
    '/overview',
    sampleWith('Overview', {
      ...{ counts: { ...sampleOf('RepoCounts'), repos: 3, failed: 1, clear: 2 }, next_cursor: null },
      repos: [
        sampleWith('OverviewRepo', {
          ...{ id: 1, name: 'acme/web', previous: figures.previous, pending_scan: null },
          last_scan: sampleWith('LastScan', {
            ...{ scan_id: 5, quality_rating: 'B', findings_total: 9, coverage_pct: 75 },
            failing_rules: ['new_critical_max'],
          }),
          pull_requests: { open: 2, failed: 1 },
          waivers: { in_force: 2, ending_soon: 1 },
        }),
      ],
    }),
  ],
  '/repos/1': [
    '/repos/:id/overview',
    sampleWith('RepositoryPage', {
      ...figures,
      ...{ trend: [point(4), point(5)], pull_requests: [sampleWith('PullRequest', pull)], pending_scan: null },
      baseline: sampleWith('BaselineSummary', { problems: 12 }),
    }),
  ],
  '/repos/1/history': [
    '/repos/:id/history',
    { repo, branch: 'main', branches: ['main'], scans: [history(5), history(4)], next_cursor: null },
  ],
  '/repos/1/pulls': [
    '/repos/:id/pull-requests',
    { repo, pull_requests: [sampleWith('PullRequest', pull)], next_cursor: null },
  ],
  '/pull-requests': [
    '/pull-requests',
    {
      pull_requests: [sampleWith('AnyPullRequest', { ...pull, repo: { id: 1, name: 'acme/web' } })],
      next_cursor: null,
    },
  ],
  '/repos/1/pulls/7': [
    '/repos/:id/pull-requests/:number',
    sampleWith('PullRequestPage', {
      ...pull,
      ...{ repo, verdict, changes: figures.changes, uncovered_added: null, stack: [], waivers: [] },
      new_findings: { scan_id: 5, total: 1, findings: [finding] },
      scans: [5, 4].map((scan_id) =>
        sampleWith('PullRequestPush', {
          ...{ scan_id, status: 'failed', new: 3, fixed: 1, base_scan_id: 3 },
          ...(scan_id === 5 ? { appeared: 2, disappeared: 1 } : { appeared: null, disappeared: null }),
        }),
      ),
    }),
  ],
  '/scans/5': ['/scans/:id/summary', sampleWith('ScanSummary', figures)],
  '/scans/5/tests': ['/scans/:id/summary', sampleWith('ScanSummary', figures)],
  '/scans/5/compare/4': [
    '/scans/:id/compare/:other',
    {
      ...{ scan_id: 5, other_scan_id: 4, repo: { id: 1, name: 'acme/web' }, scan: short, other_scan: short },
      counts: { new: 1, fixed: 0, worsened: 0, moved: 0, coverage: 1, duplication: 1 },
      ...{ new: [finding], fixed: [], worsened: [], moved: [], next_cursor: null },
      coverage: [{ file_path: 'src/a.ts', from: 50, to: 75 }],
      duplication: [{ file_path: 'src/a.ts', from: 0, to: 12 }],
      policy: [{ rule: 'duplication_pct_max', from: 3, to: 5 }],
    },
  ],
  '/scans/5/coverage': ['/scans/:id/summary', sampleWith('ScanSummary', figures)],
};

beforeEach(() => {
  answer('get', '/scans/:id/forge-reports', { body: { reports: [] } });
  answer('get', '/quality/gates/status/:id', never);
  answer('get', '/scans/:id/tests', {
    body: { tests: [sampleWith('Test', { name: 'adds', file: 'a.ts', line: 3, duration_ms: 12 })], next_cursor: null },
  });
  answer('get', '/quality/coverage/:id/tree', { body: sampleWith('CoverageTree', { next_cursor: null }) });
});

it.each(Object.entries(PAGES))('every number of %s leads to what it counts', async (address, [read, body]) => {
  answer('get', read, (_, query) => (query.has('wait') ? never() : { body: { ...body, can: rightsWithout() } }));
  const router = openPage(address);
  await screen.findByRole('heading', { level: 1 });
  await screen.findAllByRole('link');
  const main = screen.getByRole('main');
  await waitFor(() => expect(main.querySelectorAll(`:is(${DOORS})`).length).toBeGreaterThan(3));
  expect(numbersWithoutLink(main)).toEqual([]);
  const links = main.querySelectorAll('a[href^="/"]:not([href^="/api/"], [href^="/docs/"])');
  const paths = [...links].map((link) => link.getAttribute('href')!.split(/[?#]/)[0]!);
  const isAbsent = (path: string) => router.matchRoutes(path, {}).some(({ routeId }) => routeId === ABSENT);
  expect(paths.filter(isAbsent)).toEqual([]);
});

/** Texts with a digit that are in no link and no control, but the exceptions. */
function numbersWithoutLink(main: Element): string[] {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode as Text;
    if (!/\d/.test(textContent) || parentElement!.closest(DOORS)) continue;
    if (!/\d/.test(parentElement!.textContent.replaceAll(NAMES, ''))) continue;
    if (parentElement!.closest('tr')?.querySelector('a[class*=whole]')) continue;
    if (parentElement!.closest(Object.keys(EXCEPTIONS).join())) continue;
    found.push(`${parentElement!.tagName} ${parentElement!.className}: ${textContent}`);
  }
  return found;
}
