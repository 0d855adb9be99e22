import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answer, openPage, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const verdict = sampleWith('GateStatus', { status: 'passed', stale: false, warnings: [] });
const TOTALS = { total: 40, passed: 36, failed: 2, flaky: 1, skipped: 1 };
const BASE = { total: 41, missing: 1, excused: 0, newly_skipped: 3 };

function open(tests: object | null, query = '') {
  const scan = sampleWith('Scan', { id: 5, status: 'completed', pr_number: null });
  const body = sampleWith('ScanSummary', { scan, verdict: { ...verdict, tests } as typeof verdict, reports: [] });
  answer('get', '/scans/:id/summary', { body });
  const requests = answer('get', '/scans/:id/tests', { body: { tests: [], next_cursor: null } });
  return { requests, router: openPage(`/scans/5/tests${query}`) };
}
const title = async () => (await screen.findByRole('heading', { level: 1 })).textContent;

it('has a list of those that deserve a look, each with its number, and the slowest', async () => {
  const { requests, router } = open({ ...TOTALS, from_base: BASE });
  expect(await title()).toBe('2 of 40 tests fail');
  const lists = within(screen.getByRole('group', { name: 'Tests to list' }));
  expect(lists.getAllByRole('button').map((each) => each.textContent)).toEqual([
    ...['Failed2', 'Missing1', 'Flaky1', 'Newly skipped3', 'Skipped1', 'Slowest'],
  ]);
  await userEvent.click(lists.getByRole('button', { name: 'Newly skipped 3' }));
  await userEvent.click(lists.getByRole('button', { name: 'Slowest' }));
  expect(router.state.location.search).toEqual({ status: 'slowest' });
  await vi.waitFor(() =>
    expect(requests).toEqual([
      '/scans/5/tests?status=failed&limit=50',
      '/scans/5/tests?change=newly_skipped&limit=50',
      '/scans/5/tests?sort=slowest&limit=50',
    ]),
  );
});

it('says how test results come', async () => {
  open(null);
  expect(await title()).toBe('No test results were uploaded');
  expect(screen.getByText(/run --tests junit.xml/)).toBeDefined();
});
