import { focusManager } from '@tanstack/react-query';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Answer, answer, never, openPage, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();
afterEach(() => focusManager.setFocused(undefined));

type Page = ReturnType<typeof sampleOf<'RepositoryPage'>>;

const REPO = sampleWith('Repo', { id: 1, name: 'acme/web', default_branch: 'main' });
const SCAN = sampleWith('Scan', { id: 5, branch: 'main', status: 'completed' });
const VERDICT = sampleWith('GateStatus', {
  ...{ status: 'failed', tracking: null, stale: false },
  violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
  ...{ tolerated_violations: [], waived_violations: [], skipped_rules: [], passed_rules: [], warnings: [] },
});
const judged = (parts: Partial<Page> = {}): Page =>
  sampleWith('RepositoryPage', { repo: REPO, scan: SCAN, verdict: VERDICT, trend: [], ...parts });

/** Answers the page, and whatever else where a newer scan is waited for. */
function open(page: Page, waited: () => Answer | Promise<never> = never): string[] {
  const requests = answer('get', '/repos/:id/overview', (_, query) => (query.has('wait') ? waited() : { body: page }));
  openPage('/repos/1');
  return requests;
}
const title = async () => (await screen.findByRole('heading', { level: 1 })).textContent;

describe('a repository without a verdict', () => {
  it('has the command that makes the first one', async () => {
    open(sampleWith('RepositoryPage', { repo: REPO, pull_requests: [] }));
    expect(await title()).toBe('acme/web was never scanned');
    expect(screen.getByText(/qgate run --repo acme\/web/)).toBeDefined();
    expect(screen.getByText('No open pull request has been scanned')).toBeDefined();
  });

  it('says that the first scan is pending', async () => {
    open(sampleWith('RepositoryPage', { repo: REPO, pending_scan: sampleOf('PendingScan') }));
    expect(await title()).toBe('acme/web is being scanned');
  });
});

it('is of the branch of the address, also where that is a number', async () => {
  const requests = answer('get', '/repos/:id/overview', { body: sampleWith('RepositoryPage', { repo: REPO }) });
  openPage('/repos/1?branch=2024');
  await title();
  expect(requests[0]).toContain('branch=2024');
});

describe('a judged repository', () => {
  it('says each rule with its answer, and what was not measured with its reason', async () => {
    open(judged());
    expect(await title()).toBe('Failed: 2 new critical findings where 0 are allowed.');
    const rule = screen.getByRole('list', { name: 'Rules' }).querySelector('[data-rule="new_critical_max"]')!;
    expect(rule.getAttribute('data-answer')).toBe('violated');
    expect(rule.textContent).toContain('Fix them, or mark the false positives.');
    expect(screen.getByText('no report was uploaded')).toBeDefined();
    expect(screen.getByText('not measured')).toBeDefined();
    expect(screen.getByText(/No earlier scan of this branch/)).toBeDefined();
    expect(document.title).toBe('Failed · acme/web · Quality gate');
  });

  it('says that new and inherited were decided without source text', async () => {
    open(judged({ verdict: { ...VERDICT, tracking: 'low_confidence' } }));
    expect(await screen.findByText(/classified as new or inherited without source text/)).toBeDefined();
  });

  it('is stale with the way to a new verdict in the same place, locked for those who may not', async () => {
    open(judged({ verdict: { ...VERDICT, stale: true } }));
    const notice = within((await screen.findByText(/were edited since this was judged/)).closest('[role=status]')!);
    const button = notice.getByRole('button', { name: 'Judge again' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('button', { description: /administrators of the organization/ })).toBe(button);
  });

  it('says the cause for which it is stale', async () => {
    open(judged({ verdict: { ...VERDICT, stale: true, stale_reason: 'retargeted' } }));
    expect(await screen.findByText(/^The target branch was changed\./)).toBeDefined();
  });

  it('has a trend of tests where there are any', async () => {
    const point = (parts: object) => sampleWith('TrendPoint', { completed_at: '2026-01-02T03:04:05.000Z', ...parts });
    open(judged({ trend: [point({ tests: null }), point({ tests: { total: 1242, failed: 3 } })] }));
    expect((await screen.findByRole('img', { name: /^Tests/ })).getAttribute('aria-label')).toContain('1,242');
    expect(screen.getByRole('img', { name: /^Failed tests/ }).getAttribute('aria-label')).toContain('3');
  });

  it('has no trend of tests where none were reported', async () => {
    const parts = { completed_at: '2026-01-02T03:04:05.000Z', findings_total: 4, tests: null };
    const point = sampleWith('TrendPoint', parts);
    open(judged({ trend: [point, point] }));
    expect(await screen.findByRole('img', { name: /^Findings/ })).toBeDefined();
    expect(screen.queryByRole('img', { name: /ests/ })).toBeNull();
  });

  it('has dots of its trend that lead to its history', async () => {
    const point = (scan_id: number) =>
      sampleWith('TrendPoint', { scan_id, completed_at: '2026-01-02T03:04:05.000Z', findings_total: 4 });
    open(judged({ trend: [point(4), point(5)] }));
    await screen.findByRole('img', { name: /^Findings/ });
    const dots = [...document.querySelectorAll('figure svg a')].map((link) => link.getAttribute('href'));
    expect(dots).toEqual(['/repos/1/history?scan=4', '/repos/1/history?scan=5']);
    expect(screen.getByRole('link', { name: 'History' }).getAttribute('href')).toBe('/repos/1/history');
  });

  it('says that a newer scan is pending', async () => {
    open(judged({ pending_scan: sampleOf('PendingScan') }));
    expect(await screen.findByText(/A newer scan began/)).toBeDefined();
  });
});

describe('what happens meanwhile', () => {
  it('shows the verdict of a newer scan, and waits for the next one', async () => {
    const requests = open(judged(), () => ({ body: judged({ scan: { ...SCAN, id: 6 } }) }));
    await screen.findByRole('link', { name: 'Scan 6' });
    await vi.waitFor(() => expect(requests).toContain('/repos/1/overview?points=30&after=6&wait=25'));
    expect(requests).toContain('/repos/1/overview?points=30&after=5&wait=25');
  });

  it('is where it cannot be followed, and says so', async () => {
    open(judged(), () => ({ status: 500, body: { code: 'internal_error', detail: 'It broke.' } }));
    const notice = (await screen.findByText(/does not update with new scans/)).closest<HTMLElement>('[role=status]')!;
    expect(within(notice).getByText(/It broke/)).toBeDefined();
    expect(await title()).toMatch(/^Failed/);
    await userEvent.click(within(notice).getByRole('button', { name: 'Try again' }));
  });

  it('waits for nothing while its tab is hidden', async () => {
    focusManager.setFocused(false);
    const requests = open(judged());
    await title();
    expect(requests).toEqual(['/repos/1/overview?points=30']);
    act(() => focusManager.setFocused(true));
    await vi.waitFor(() => expect(requests).toContain('/repos/1/overview?points=30&after=5&wait=25'));
  });
});
