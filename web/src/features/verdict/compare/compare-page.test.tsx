import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answer, openPage, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const SCAN = { branch: 'main', commit_sha: 'abcdef1234', pr_number: null, completed_at: '2026-01-02T03:04:05.000Z' };
const NONE = { new: [], fixed: [], worsened: [], moved: [], coverage: [], duplication: [], policy: [] };
const aFinding = (issue_id: number, message: string, parts: object = {}) => ({
  ...sampleWith('Finding', { issue_id, message, file_path: 'src/a.ts', line: 3 }),
  ...parts,
});

function open(differences: Partial<Record<keyof typeof NONE, readonly object[]>>, query = '') {
  const lists = { ...NONE, ...differences };
  const counts = Object.fromEntries(Object.entries(lists).map(([kind, list]) => [kind, list.length]));
  const requests = answer('get', '/scans/:id/compare/:other', {
    body: {
      ...{ scan_id: 7, other_scan_id: 6, repo: { id: 1, name: 'acme/web' }, scan: SCAN, other_scan: SCAN },
      ...{ counts, ...lists, next_cursor: null },
    },
  });
  return { requests, router: openPage(`/scans/7/compare/6${query}`) };
}

it('lists what appeared, went, got worse and moved, each in the scan that has it', async () => {
  open({
    new: [aFinding(1, 'Came')],
    fixed: [aFinding(2, 'Went')],
    worsened: [aFinding(3, 'Got worse', { was: { severity: 'low', message: 'Was' } })],
    moved: [aFinding(4, 'Moved on', { moved_from: { file_path: 'src/b.ts', line: 9 } })],
  });
  const hrefOf = async (table: string, name: string) =>
    within(await screen.findByRole('table', { name: table }))
      .getByRole('link', { name })
      .getAttribute('href');
  expect(await hrefOf('Appeared', 'Came')).toBe('/scans/7/findings?selected=1');
  expect(await hrefOf('Gone', 'Went')).toBe('/scans/6/findings?selected=2');
  expect(screen.getByText('was low')).toBeDefined();
  expect(screen.getByText('was src/b.ts:9')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Scan 6' }).getAttribute('href')).toBe('/scans/6');
});

it('says since when the details of a scan are no longer stored', async () => {
  const detail = 'The findings are no longer stored.';
  answer('get', '/scans/:id/compare/:other', {
    status: 410,
    body: { status: 410, code: 'details_expired', title: 'Gone', detail, expired_at: '2026-03-01T00:00:00.000Z' },
  });
  openPage('/scans/7/compare/6');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain(detail);
  expect(within(alert).getByRole('time').getAttribute('datetime')).toBe('2026-03-01T00:00:00.000Z');
});

it('lists files of another coverage and duplication, and rules with other thresholds', async () => {
  open({
    coverage: [{ file_path: 'src/a.ts', from: 50, to: null }],
    duplication: [{ file_path: 'src/b.ts', from: 10, to: 30 }],
    policy: [
      { rule: 'duplication_pct_max', from: 3, to: null },
      { rule: 'new_coverage_on', from: 'changes', to: 'all' },
    ],
  });
  const rowsOf = async (name: string) =>
    within(await screen.findByRole('table', { name }))
      .getAllByRole('row')
      .slice(1)
      .map(({ children }) => Array.from(children, ({ textContent }) => textContent));
  expect(await rowsOf('Coverage')).toEqual([['src/a.ts', '50 %', '–']]);
  expect(await rowsOf('Duplication')).toEqual([['src/b.ts', '10', '30']]);
  expect(await rowsOf('Policy')).toEqual([
    ['Duplication', '3 %', 'off'],
    ['Coverage of which scans', 'changes', 'all'],
  ]);
});

it('lists one kind on request', async () => {
  const { requests, router } = open({ new: [aFinding(1, 'Came')] });
  await userEvent.click(await screen.findByRole('button', { name: 'Gone 0' }));
  expect(router.state.location.search).toEqual({ kind: 'fixed' });
  expect(await screen.findByText('No difference')).toBeDefined();
  await vi.waitFor(() => expect(requests).toContain('/scans/7/compare/6?kind=fixed&limit=100'));
});

it('says that two scans are the same', async () => {
  open({});
  expect(await screen.findByText('Both scans have the same results.')).toBeDefined();
});
