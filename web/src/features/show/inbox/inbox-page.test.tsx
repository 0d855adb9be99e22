import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { type Answer, answer, never, openAs, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const AT = '2026-01-02T03:04:05.000Z';
const NONE = { requests: [], failing: [], ending: [], connections: [], total: 0, next_cursor: null };
const repo = { id: 4, name: 'acme/web' };

it('says that nothing waits', async () => {
  answer('get', '/inbox', { body: NONE });
  openPage('/inbox');
  expect(await screen.findByText('Nothing is waiting for you')).toBeDefined();
});

it('shows another number as soon as the service tells it, and the entries with it', async () => {
  let tell: ((me: Answer) => void) | null = null;
  const me = (inbox: number) => ({ body: { ...sampleOf('Me'), can: rightsWithout(), inbox } });
  answer('get', '/auth/me', (_, query) => {
    if (!query.has('wait')) return me(0);
    if (query.get('inbox') !== '0') return never();
    return new Promise<Answer>((resolve) => {
      tell = resolve;
    });
  });
  answer('get', '/inbox', { body: NONE });
  openAs('/inbox');
  expect(await screen.findByText('Nothing is waiting for you')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Inbox' })).toBeDefined();
  const connection = { kind: 'webhook', id: 6, name: 'https://chat.test', state: 'gone' };
  answer('get', '/inbox', { body: { ...NONE, connections: [connection], total: 1 } });
  await waitFor(() => expect(tell).not.toBeNull());
  tell!(me(1));
  expect(await screen.findByRole('link', { name: 'Inbox 1' })).toBeDefined();
  expect(await screen.findByText('https://chat.test')).toBeDefined();
});

it('has a way to deal with each entry, and their number in the navigation', async () => {
  answer('get', '/auth/me', { body: { ...sampleOf('Me'), can: rightsWithout(), inbox: 5 } });
  const request = { id: 1, rule: null, reason: 'Legacy', repo, pr_number: 3, requested_by: 'Grace', created_at: AT };
  const pull = {
    repo,
    pr_number: 7,
    title: 'Carts',
    scan_id: 9,
    status: 'failed',
    failing_rules: ['new_high_max'],
    at: AT,
  };
  const ending = { id: 2, rule: 'rating_min', reason: 'Soon', repo: null, ends_at: AT };
  answer('get', '/inbox', {
    body: {
      requests: [request],
      failing: [pull],
      ending: [
        { ...ending, kind: 'waiver' },
        { ...ending, kind: 'acceptance', rule: null, repo },
      ],
      connections: [{ kind: 'webhook', id: 6, name: 'https://chat.test', state: 'too_many_failures' }],
      ...{ total: 5, next_cursor: 'next' },
    },
  });
  openAs('/inbox');
  const hrefOf = async (table: string, name: RegExp) =>
    within(await screen.findByRole('table', { name: table }))
      .getByRole('link', { name })
      .getAttribute('href');
  expect(await hrefOf('Requests for you', /Acceptance/)).toBe('/waivers?state=requested&request=1');
  expect(await hrefOf('Your failing pull requests', /#7 Carts/)).toBe('/repos/4/pulls/7');
  expect(screen.getByText('New high')).toBeDefined();
  expect(await hrefOf('Ends within a week', /Waiver of Rating/)).toBe('/waivers?state=ending_soon&days=7');
  expect(await hrefOf('Ends within a week', /Acceptance/)).toBe('/repos/4');
  expect(await hrefOf('Connections that do not work', /chat/)).toBe('/settings/webhooks/6');
  expect(screen.getByText('too many failures')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Inbox 5' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Show more' })).toBeDefined();
});
