import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answer, openPage, refuse, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

type Row = Parameters<typeof sampleWith<'HistoryScan'>>[1];

const aScan = (scan_id: number, parts: Row = {}) =>
  sampleWith('HistoryScan', {
    ...{ scan_id, status: 'passed', completed_at: '2026-01-02T03:04:05.000Z', findings_total: 4, coverage_pct: 81.5 },
    ...{ change: { findings: -2, marked: 1, delta_pts: 0.25 } },
    ...parts,
  });

function open(scans: readonly object[], query = '', next_cursor: string | null = null) {
  const body = { repo: { id: 1, name: 'acme/web' }, branch: 'main', branches: ['main', 'next'], scans, next_cursor };
  const requests = answer('get', '/repos/:id/history', { body });
  return { requests, router: openPage(`/repos/1/history${query}`) };
}
const table = async () => within(await screen.findByRole('table', { name: 'History' }));

it('lists scans with their commit, numbers and changes, each a link', async () => {
  open([
    aScan(7, { commit_title: 'Add a cart', commit_author: 'Grace', pr_number: 4, merged_pr_number: null }),
    aScan(6),
  ]);
  const row = (await table()).getByRole('row', { name: /Add a cart/ });
  expect(row.textContent).toContain('by Grace for #4');
  expect(row.textContent).toContain('0.25 pt');
  const links = within(row).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/scans/7',
    '/repos/1/pulls/4',
    '/scans/7/findings',
    '/scans/7/compare/6',
    '/scans/7/coverage',
    '/scans/7/compare/6?kind=coverage',
  ]);
  expect(links[4]!.dataset).toMatchObject({ measure: 'coverage_pct', value: '81.5' });
  expect((await table()).getByRole('link', { name: 'Scan 6' })).toBeDefined();
});

it('leads to the pull request that a commit merged', async () => {
  open([aScan(7, { commit_title: 'Add a cart (#12)', merged_pr_number: 12 }), aScan(6)]);
  const row = within((await table()).getByRole('row', { name: /Add a cart/ }));
  expect(row.getByRole('link', { name: '#12' }).getAttribute('href')).toBe('/repos/1/pulls/12');
  expect((await table()).getByRole('row', { name: /merges #12/ })).toBeDefined();
});

it('compares two rows, the newer one with the older one', async () => {
  const { router } = open([aScan(7), aScan(6), aScan(5)]);
  const rows = await table();
  expect(screen.getByRole('button', { name: 'Compare' }).getAttribute('aria-disabled')).toBe('true');
  for (const id of [5, 6, 7]) await userEvent.click(rows.getByRole('checkbox', { name: `Compare scan ${id}` }));
  expect(rows.getByRole<HTMLInputElement>('checkbox', { name: 'Compare scan 5' }).checked).toBe(false);
  answer('get', '/scans/:id/compare/:other', { status: 404, body: {} });
  await userEvent.click(screen.getByRole('link', { name: 'Compare' }));
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/scans/7/compare/6'));
});

it('is of the branch and the time of the address', async () => {
  const { requests, router } = open([aScan(7)], '?scan=7');
  expect((await table()).getByRole('row', { name: /Scan 7/ }).getAttribute('aria-current')).toBe('true');
  await userEvent.click(screen.getByRole('button', { name: '30 days' }));
  await userEvent.selectOptions(await screen.findByLabelText('Branch'), 'next');
  expect(router.state.location.search).toEqual({ branch: 'next', range: '30d' });
  await vi.waitFor(() => expect(requests.at(-1)).toMatch(/history\?branch=next&from=\d{4}-\d\d-\d\d&limit=50$/));
});

it('says where a branch has no scan, and reads older ones on request', async () => {
  open([], '?branch=gone');
  expect(await screen.findByText('No scan of main')).toBeDefined();
});

it('has a dot of its trend for each scan, which leads to it', async () => {
  open([aScan(7), aScan(6)], '', 'next');
  await table();
  const dots = [...document.querySelectorAll('figure svg a')].map((link) => link.getAttribute('href'));
  expect(dots).toEqual(['/scans/6', '/scans/7', '/scans/6', '/scans/7']);
  expect(screen.getByRole('button', { name: 'Show older scans' })).toBeDefined();
});

it('says that older ones could not be read', async () => {
  open([aScan(7)], '', 'next');
  const more = await screen.findByRole('button', { name: 'Show older scans' });
  refuse('get', '/repos/:id/history', 429, 'too_many_requests');
  await userEvent.click(more);
  expect((await screen.findByRole('alert')).textContent).toBe('In other words.');
  expect((await table()).getByRole('link', { name: 'Scan 7' })).toBeDefined();
});

it('shows a line for each folder, the highest first, whose value leads to its list', async () => {
  const point = (scan_id: number) => ({ scan_id, at: '2026-01-02T03:04:05.000Z' });
  const asked = answer('get', '/repos/:id/trend', {
    body: {
      ...{ measure: 'high', group_by: 'folder', points: [point(6), point(7)] },
      series: [
        { key: 'src/a', values: [2, 1] },
        { key: 'src/b', values: [null, 3] },
        { key: '(other)', values: [0, 0] },
      ],
    },
  });
  const { router } = open([aScan(7), aScan(6)], '?by=folder&range=90d');
  await userEvent.selectOptions(await screen.findByLabelText('Measure'), 'High findings');
  const trends = within(await screen.findByRole('table', { name: 'Trends' }));
  await vi.waitFor(() => expect(asked.at(-1)).toContain('measure=high&group_by=folder&from='));
  const rows = trends.getAllByRole('row').slice(1);
  expect(rows.map((row) => row.querySelector('th')!.textContent)).toEqual(['src/b', 'src/a', '(other)']);
  expect(within(rows[0]!).getByRole('link').getAttribute('href')).toBe(
    '/scans/7/findings?severity=high&folder=src%2Fb&state=counted',
  );
  expect(within(rows[2]!).queryByRole('link')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'By rule' }));
  await vi.waitFor(() => expect(router.state.location.search).toEqual({ by: 'rule', range: '90d' }));
  expect(within(await screen.findByLabelText('Measure')).queryByRole('option', { name: 'Coverage' })).toBeNull();
});

it('says that groups have no values yet', async () => {
  answer('get', '/repos/:id/trend', { body: { measure: 'findings', group_by: 'owner', points: [], series: [] } });
  open([aScan(7)], '?by=owner');
  await screen.findByText('No values yet');
});
