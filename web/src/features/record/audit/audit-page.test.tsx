import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer, openPage, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const anEntry = (id: number, action: string) =>
  sampleWith('AuditEntry', {
    id,
    action,
    actor_name: action === 'verdicts.counted' ? 'Service' : 'Ada',
    old: null,
    new: null,
  });

async function open(actions: readonly string[], query = '', page = '/audit') {
  const entries = actions.map((action, at) => anEntry(at + 1, action));
  answer('get', '/audit-log', { body: { entries, next_cursor: 'next' } });
  const router = openPage(`${page}${query}`);
  await screen.findByRole('button', { name: 'Show older entries' });
  return router;
}
const rows = () =>
  within(screen.getByRole('table', { name: 'Audit log' }))
    .getAllByRole('row')
    .slice(1);

it('folds the sealing entries of the service, says how many, and shows them on request', async () => {
  await open(['verdicts.counted', 'policy.updated', 'verdicts.counted', 'verdicts.counted']);
  expect(rows()).toHaveLength(1);
  expect(screen.getByText('Of the 4 newest entries, 3 sealing entries of the service are folded.')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Show sealing entries' }));
  expect(rows()).toHaveLength(4);
  expect(screen.getByText('Of the 4 newest entries, 3 sealing entries of the service are shown.')).toBeDefined();
});

it('says so where all of the newest are sealing entries', async () => {
  await open(['verdicts.counted']);
  expect(screen.queryByRole('table')).toBeNull();
  expect(screen.queryByText('No entry matches')).toBeNull();
  expect(screen.getByText('Of the 1 newest entry, 1 sealing entry of the service is folded.')).toBeDefined();
});

it('shows them to who filters by them, and nothing of them where there are none', async () => {
  await open(['verdicts.counted', 'verdicts.counted'], '?action=verdicts.counted');
  expect(rows()).toHaveLength(2);
  expect(screen.queryByText(/sealing entries of the service/)).toBeNull();
});

it('is filtered within the settings where it was opened there, and says how many entries it shows', async () => {
  const router = await open(['policy.updated'], '', '/settings/audit');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'About' }), 'Policy');
  await waitFor(() => expect(router.state.location.search).toEqual({ target: 'policy' }));
  expect(router.state.location.pathname).toBe('/settings/audit');
  expect(await screen.findByText('The newest 1 entry')).toHaveProperty('role', 'status');
});
