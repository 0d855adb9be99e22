import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, never, openPage, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

type Page = ReturnType<typeof sampleOf<'ScanSummary'>>;

const VERDICT = sampleWith('GateStatus', {
  ...{ status: 'passed', stale: false, violations: [], tolerated_violations: [], waived_violations: [] },
  ...{ skipped_rules: [], passed_rules: [], warnings: [], tests: null },
});
const SCAN = sampleWith('Scan', {
  ...{ id: 5, branch: 'main', status: 'completed', pr_number: null, merge_group: null, reused_scan_id: null },
});

async function open(parts: Partial<Page>) {
  const body = sampleWith('ScanSummary', { scan: SCAN, verdict: VERDICT, changes: null, reports: [], ...parts });
  const reads = answer('get', '/scans/:id/summary', { body });
  const waits = answer('get', '/quality/gates/status/:id', never);
  answer('get', '/scans/:id/forge-reports', { body: { reports: [] } });
  openPage('/scans/5');
  await screen.findByRole('heading', { level: 1 });
  return { reads, waits };
}

describe('the page of a scan', () => {
  it('says of a pending one which reports came, until when it waits, and waits for the verdict', async () => {
    const scan = { ...SCAN, status: 'pending' as const, expected_uploads: 3, uploads_received: 1 };
    const { waits } = await open({ scan, verdict: { ...VERDICT, status: null } });
    expect(screen.getByRole('status').textContent).toMatch(/^1 of 3 reports received\. It must be completed/);
    expect(screen.getByText('No report was received')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Judge again' })).toBeNull();
    expect(waits).toEqual(['/quality/gates/status/5?wait=10']);
  });

  it('keeps verdict and figures of one whose details were deleted, and offers nothing that they are needed for', async () => {
    await open({ scan: { ...SCAN, details_expired_at: '2026-03-01T00:00:00Z' }, verdict: { ...VERDICT, stale: true } });
    expect(screen.getByText(/The findings and the line coverage of this scan were deleted/)).toBeDefined();
    for (const name of ['Findings', 'Coverage', 'Download SARIF', /^Compare with/])
      expect(screen.queryByRole('link', { name })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Judge again' })).toBeNull();
    expect(screen.getByRole('heading', { level: 1 }).textContent).not.toBe('');
  });

  it.each([
    [{ base: { scan_id: 3 } }, 'Compare with the base', '/scans/5/compare/3'],
    [{ base: null }, 'Compare with the previous scan', '/scans/5/compare/4'],
  ])('leads to the comparison with its base, or with the scan before it', async ({ base }, name, href) => {
    const verdict = { ...VERDICT, base: base && { ...sampleOf('Base'), ...base } };
    await open({ verdict: verdict, previous: sampleWith('PreviousScan', { scan_id: 4 }) });
    expect(screen.getByRole('link', { name }).getAttribute('href')).toBe(href);
  });

  it('waits for nothing once there is a verdict', async () => {
    expect(await open({})).toEqual({ reads: ['/scans/5/summary'], waits: [] });
    expect(screen.getByText(/No earlier scan of this branch/)).toBeDefined();
  });

  it.each([
    ['timed_out', 'Failed: the scan was not completed in time.'],
    ['scan_error', 'Failed: the scan failed.'],
    ['tool_failed', 'Failed: a tool failed, and what it would have found is not known.'],
  ] as const)('says why one failed without a violated rule: %s', async (reason, sentence) => {
    await open({ scan: { ...SCAN, status: 'failed' }, verdict: { ...VERDICT, status: 'failed', reason } });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(sentence);
  });

  it('names the members of a merge group, those that break a rule, and the scan whose reports count', async () => {
    const merge_group = { pr_numbers: [7, 8], target_branch: 'main', base_sha: null };
    const violation = { rule: 'new_high_max', threshold: 0, actual: 1, severity: 'high', caused_by: [8] } as const;
    await open({
      scan: { ...SCAN, merge_group, reused_scan_id: 4 },
      verdict: { ...VERDICT, status: 'failed', violations: [violation] },
    });
    const group = within(screen.getByRole('region', { name: 'Merge group' }));
    expect(group.getAllByRole('link').map((link) => link.textContent)).toEqual(['#7', '#8', '#8', 'scan 4']);
    expect(group.getByText(/New high: broken by lines of/)).toBeDefined();
    cleanup();
    await open({});
    expect(screen.queryByRole('region', { name: 'Merge group' })).toBeNull();
  });

  it('names what holds its letters down once somebody asks', async () => {
    const letters = { quality_rating: 'D', reliability_rating: 'D', coverage_rating: 'B' } as const;
    const of = (text: string) => ({ ...sampleOf('RatingHolder'), text });
    const reliability = of('Reliability D: complexity 92 of parse in lib/parse.js');
    const coverage = of('Coverage B: tests run 87.5 % of all lines');
    const texts = [reliability.text, coverage.text];
    const held_down_by = { reliability, coverage, maintainability: null, duplication: null };
    const reads = answer('get', '/quality/ratings/:id', {
      body: sampleWith('ExplainedRatings', { ...letters, held_down_by }),
    });
    await open({ ratings: sampleWith('Ratings', letters) });
    const scores = within(screen.getByRole('region', { name: 'Scores' }));
    expect(reads).toEqual([]);
    await userEvent.click(scores.getByText('Why these letters'));
    await waitFor(() => expect(scores.getAllByRole('listitem').map((item) => item.textContent)).toEqual(texts));
    expect(reads).toEqual(['/quality/ratings/5']);
    await userEvent.click(screen.getByRole('button', { name: 'New code only' }));
    await waitFor(() => expect(scores.queryByText('Why these letters')).toBeNull());
  });

  it('has a letter for new code alone where the policy rates the change', async () => {
    const rated = { rule: 'change_rating_min' as const, threshold: 'A' as const, actual: 'B' as const };
    const letters = () =>
      within(screen.getByRole('region', { name: 'Scores' }))
        .queryAllByRole('img')
        .map((letter) => letter.getAttribute('aria-label'));
    await open({});
    expect(letters()).not.toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'New code only' }));
    await waitFor(() => expect(letters()).toEqual([]));
    cleanup();
    await open({ verdict: { ...VERDICT, violations: [{ ...rated, severity: 'high' }] } });
    await userEvent.click(screen.getByRole('button', { name: 'New code only' }));
    await waitFor(() => expect(letters()).toEqual(['Findings B']));
  });

  it('names each report with what was read and rejected, and where that is not known why', async () => {
    const report = sampleWith('ReceivedReport', {
      kind: 'findings',
      tool: 'eslint',
      records: 12,
      rejected: null,
      state: 'partial',
    });
    await open({ reports: [report] });
    const row = within(screen.getByRole('row', { name: /eslint/ }));
    expect(row.getByText('12')).toBeDefined();
    expect(row.getByText('not counted')).toBeDefined();
    expect(row.getByText('stopped early')).toBeDefined();
  });

  it('is stale with the way to a new verdict in one place, locked for those who may not', async () => {
    await open({ verdict: { ...VERDICT, stale: true } });
    expect(screen.getAllByRole('button', { name: 'Judge again' })).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Judge again' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('has remarks that change no verdict', async () => {
    await open({
      verdict: { ...VERDICT, warnings: [{ code: 'base_unknown', message: 'The scan names no merge base.' }] },
    });
    expect(screen.getByText(/names no merge base/)).toBeDefined();
  });
});
