import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answer, openPage, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const REPO = sampleWith('Repo', { name: 'acme/web' });
const last_scan = sampleWith('PullRequestScan', { status: 'passed', direction: 'improving' });
const aPull = (pr_number: number) => sampleWith('PullRequest', { pr_number, last_scan, title: `Change ${pr_number}` });

function open(list: object, query = '') {
  const requests = answer('get', '/repos/:id/pull-requests', { body: { repo: REPO, ...list } });
  return { requests, router: openPage(`/repos/1/pulls${query}`) };
}
const EMPTY = { pull_requests: [], next_cursor: null };

it('says how the first pull request comes', async () => {
  open(EMPTY);
  expect(await screen.findByText('No open pull request has been scanned')).toBeDefined();
});

it('says that none matches a filter', async () => {
  open(EMPTY, '?state=closed');
  expect(await screen.findByText('No pull request matches')).toBeDefined();
  expect(screen.queryByText('No open pull request has been scanned')).toBeNull();
});

it('lists pull requests, each with the reason for what was not measured, and says that there are more', async () => {
  open({
    pull_requests: [
      { ...aPull(7), stale: true },
      { ...aPull(8), stale: false },
    ],
    next_cursor: 'next',
  });
  const row = within(await screen.findByRole('row', { name: /#7 Change 7/ }));
  expect(row.getByText('not judged')).toBeDefined();
  expect(row.getByText('and improving')).toBeDefined();
  expect(screen.getAllByText('verdict is out of date')).toEqual([row.getByText('verdict is out of date')]);
  expect(row.getByText('no added lines or coverage')).toBeDefined();
  expect(screen.getByText('The 2 scanned last are shown.')).toBeDefined();
});

it('is filtered by the address', async () => {
  const { requests, router } = open(EMPTY, '?status=failed');
  await userEvent.click(await screen.findByRole('button', { name: 'Closed' }));
  expect(router.state.location.search).toEqual({ status: 'failed', state: 'closed' });
  await vi.waitFor(() => expect(requests).toContain('/repos/1/pull-requests?status=failed&state=closed&limit=100'));
});
