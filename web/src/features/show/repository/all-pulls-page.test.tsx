import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answer, openAs, openPage, refuse, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const last_scan = sampleWith('PullRequestScan', { scan_id: 9, status: 'passed', direction: 'improving' });
const aPull = (pr_number: number) =>
  sampleWith('AnyPullRequest', {
    ...{ pr_number, last_scan, title: `Change ${pr_number}`, owners: ['@acme/web'], fixed: 2, patch_coverage_pct: 80 },
    ...{ repo: { id: 4, name: 'acme/web' }, new_in_pr: { ...sampleWith('NewInPr', { total: 3 }) } },
    base_scan_id: 8,
  });

function open(pull_requests: readonly object[], query = '', next_cursor: string | null = null) {
  const requests = answer('get', '/pull-requests', { body: { pull_requests, next_cursor } });
  return { requests, router: openPage(`/pull-requests${query}`) };
}

it('lists pull requests of all repositories, each number with its list', async () => {
  open([aPull(7)], '', 'next');
  const row = within(await screen.findByRole('row', { name: /#7 Change 7/ }));
  expect(row.getByText(/files of @acme\/web/)).toBeDefined();
  expect(row.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/repos/4/pulls/7',
    '/repos/4',
    '/scans/9',
    '/scans/9/findings?newness=new&state=judged',
    '/scans/9/compare/8?kind=fixed',
    '/scans/9/coverage?only=added',
  ]);
  expect(screen.getByRole('button', { name: 'Show more pull requests' })).toBeDefined();
});

it('is filtered by the address', async () => {
  const { requests, router } = open([], '?verdict=failed&author=grace');
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Mine' }));
  expect(router.state.location.search).toEqual({ verdict: 'failed', author: 'grace', mine: true });
  expect(await screen.findByText(/A pull request is yours if/)).toBeDefined();
  await userEvent.selectOptions(screen.getByLabelText('Violated rule'), 'New high');
  const conditions = () => Object.fromEntries(new URLSearchParams(requests.at(-1)!.split('?')[1]));
  await vi.waitFor(() =>
    expect(conditions()).toEqual({
      ...{ verdict: 'failed', mine: 'true', author: 'grace', rule: 'new_high_max', limit: '50' },
    }),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(router.state.location.search).toEqual({});
});

it('fetches the names of repositories once somebody chooses one', async () => {
  const { router } = open([]);
  const field = await screen.findByLabelText('Repository');
  const requests = answer('get', '/repos', {
    body: { repos: [sampleWith('Repo', { id: 4, name: 'acme/web' })], next_cursor: null },
  });
  field.focus();
  await within(field).findByText('acme/web');
  await userEvent.selectOptions(field, 'acme/web');
  expect(router.state.location.search).toEqual({ repo_id: 4 });
  expect(requests).toHaveLength(1);
});

it('offers the owners of files that pull requests touch, those that mean the person first', async () => {
  answer('get', '/auth/me', { body: { ...sampleOf('Me'), owner_names: ['@zoe'] } });
  const pulls = [
    ['@acme/web', '@Zoe'],
    ['@acme/api', '@acme/web'],
  ].map((owners, at) => ({ ...aPull(at + 1), owners }));
  const requests = answer('get', '/pull-requests', { body: { pull_requests: pulls, next_cursor: null } });
  openAs('/pull-requests');
  const field = await screen.findByLabelText<HTMLInputElement>('Owner');
  const offered = () => [...document.querySelectorAll(`#${CSS.escape(field.getAttribute('list')!)} option`)];
  expect(offered()).toEqual([]);
  field.focus();
  await vi.waitFor(() =>
    expect(offered().map((option) => option.getAttribute('value'))).toEqual(['@Zoe', '@acme/api', '@acme/web']),
  );
  expect(offered()[0]!.getAttribute('label')).toBe('@Zoe (you)');
  expect(requests.at(-1)).toBe('/pull-requests?state=all&limit=200');
});

it('speaks of filters only where one is set', async () => {
  const { router } = open([]);
  await screen.findByText('No open pull request has been scanned');
  expect(screen.queryByText(/other filters/)).toBeNull();
  await router.navigate({ to: '/pull-requests', search: { author: 'grace' } });
  expect(await screen.findByText('Choose other filters to see more.')).toBeDefined();
});

it('says what failed below the filters', async () => {
  const { router } = open([]);
  await screen.findByText('No open pull request has been scanned');
  refuse('get', '/pull-requests', 400, 'validation_failed');
  await router.navigate({ to: '/pull-requests', search: { owner: '@' } });
  expect((await screen.findByRole('alert')).textContent).toContain('In other words.');
});
