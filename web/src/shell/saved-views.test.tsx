import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer, openAs, refuse, rightsWithout, serve } from '../../test/app';
import { sampleOf, sampleWith } from '../../test/sample';

serve();

const MINE = { id: sampleOf('Me').user.id, name: 'Ada' };
const aView = (id: number, name: string, parts: object = {}) =>
  sampleWith('View', {
    id,
    name,
    page: 'pull-requests',
    query: 'verdict=failed',
    shared: false,
    owner: MINE,
    ...parts,
  });

async function open(views: readonly object[], address = '/pull-requests?mine=true&verdict=failed') {
  answer('get', '/pull-requests', { body: { pull_requests: [], next_cursor: null } });
  const reads = answer('get', '/views', { body: { views, next_cursor: null } });
  answer('get', '/auth/me', { body: { ...sampleOf('Me'), can: rightsWithout(), role: 'MEMBER' } });
  const router = openAs(address);
  await screen.findByText(/^No (open )?pull request (was scanned|matches)/);
  return { reads, router };
}

it('lists the views of the page once its menu opens, and each leads to its filter', async () => {
  const { reads, router } = await open([
    aView(1, 'Broken'),
    aView(2, 'Team', { shared: true, owner: { id: 99, name: 'Grace' } }),
  ]);
  expect(reads).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Views' }));
  const list = within(await screen.findByRole('list', { name: 'Saved views' }));
  expect(list.getByText('shared by Grace')).toBeDefined();
  expect(reads).toEqual(['/views?page=pull-requests&limit=200']);
  await userEvent.click(list.getByRole('button', { name: 'Broken' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ verdict: 'failed' }));
});

it('saves the filter of the address under a name, and keeps the name where the service refuses it', async () => {
  await open([]);
  await userEvent.click(screen.getByRole('button', { name: 'Save view' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Save view' }));
  const name = dialog.getByLabelText<HTMLInputElement>('Name');
  await userEvent.type(name, 'Broken');
  await userEvent.click(dialog.getByRole('checkbox', { name: /Share/ }));
  refuse('post', '/views', 409, 'already_exists');
  await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
  expect((await dialog.findByRole('alert')).textContent).toBe('In other words.');
  expect(name.value).toBe('Broken');
  const bodies: unknown[] = [];
  answer('post', '/views', (body) => {
    bodies.push(body);
    return { status: 201, body: aView(1, 'Broken') };
  });
  await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await screen.findByText('The view Broken is saved. It is in the menu Views.')).toBeDefined();
  const [{ query, ...others }] = bodies as [{ query: string }];
  expect(others).toEqual({ page: 'pull-requests', name: 'Broken', shared: true });
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ mine: 'true', verdict: 'failed' });
});

it('renames a view, and leaves its filter unless that of the list is wanted', async () => {
  await open([aView(1, 'Broken')]);
  await userEvent.click(screen.getByRole('button', { name: 'Views' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Edit view Broken' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit view Broken' }));
  const name = dialog.getByLabelText<HTMLInputElement>('Name');
  await userEvent.clear(name);
  await userEvent.type(name, 'Red');
  const bodies: unknown[] = [];
  answer('patch', '/views/:id', (body) => {
    bodies.push(body);
    return { body: aView(1, 'Red') };
  });
  await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(bodies).toEqual([{ name: 'Red', shared: false }]));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.click(screen.getByRole('button', { name: 'Views' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Edit view Broken' }));
  const again = within(await screen.findByRole('dialog', { name: 'Edit view Broken' }));
  await userEvent.click(again.getByRole('checkbox', { name: /Replace its filter/ }));
  await userEvent.click(again.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(bodies).toHaveLength(2));
  const { query } = bodies[1] as { query: string };
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ mine: 'true', verdict: 'failed' });
});

it('deletes a view after a question that names who loses it', async () => {
  await open([aView(1, 'Broken', { shared: true })]);
  await userEvent.click(screen.getByRole('button', { name: 'Views' }));
  const deletions = answer('delete', '/views/:id', { status: 204 });
  await userEvent.click(await screen.findByRole('button', { name: 'Delete view Broken' }));
  const question = within(await screen.findByRole('dialog', { name: 'Delete the view Broken?' }));
  expect(question.getByText(/^All members of the organization lose it/)).toBeDefined();
  expect(deletions).toEqual([]);
  await userEvent.click(question.getByRole('button', { name: 'Delete view' }));
  expect(await screen.findByText('The view Broken is deleted.')).toHaveProperty('role', 'status');
  expect(deletions).toEqual(['/views/1']);
});
