import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { answer, openPage, refuse, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const dialog = async () => within(await screen.findByRole('dialog', { name: 'Search everywhere' }));
const FOUND = { kind: 'repository', title: 'acme/web', detail: 'main', path: '/inbox?from=search' };

beforeEach(() => {
  localStorage.clear();
  answer('get', '/inbox', {
    body: { requests: [], failing: [], ending: [], connections: [], total: 0, next_cursor: null },
  });
});

async function open() {
  const router = openPage('/inbox');
  await screen.findByText('Nothing is waiting for you');
  return router;
}

it('opens by Ctrl-K and by a slash, and leads to what is found by the keys alone', async () => {
  const requests = answer('get', '/search', { body: { results: [FOUND] } });
  const router = await open();
  await userEvent.keyboard('{Control>}k{/Control}');
  const shown = await dialog();
  await userEvent.type(shown.getByRole('combobox'), 'ac');
  await shown.findByRole('option', { name: /acme\/web/ });
  expect(requests).toEqual(['/search?q=ac']);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(router.state.location.href).toBe('/inbox?from=search'));
  expect(screen.queryByRole('dialog')).toBeNull();
  await userEvent.keyboard('/');
  expect((await dialog()).getAllByRole('option')[0]!.textContent).toContain('acme/web');
});

it('has pages and actions, among which the arrows move', async () => {
  answer('get', '/search', { body: { results: [] } });
  const router = await open();
  await userEvent.click(screen.getByRole('button', { name: 'Search everywhere' }));
  const shown = await dialog();
  await userEvent.type(shown.getByRole('combobox'), 'wai');
  const names = () => shown.getAllByRole('option').map((each) => each.firstChild!.textContent);
  await waitFor(() => expect(names()).toEqual(['Waivers', 'New waiver', 'Request waiver']));
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
  expect(shown.getByRole('option', { selected: true }).textContent).toContain('New waiver');
  answer('get', '/quality/gates/waivers', { body: { waivers: [], next_cursor: null } });
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(router.state.location.href).toBe('/waivers?form=new'));
});

it('says that nothing was found, and what failed', async () => {
  answer('get', '/search', { body: { results: [] } });
  await open();
  await userEvent.keyboard('/');
  const shown = await dialog();
  await userEvent.type(shown.getByRole('combobox'), 'zz');
  await shown.findByText('Nothing begins with “zz”.');
  refuse('get', '/search', 429, 'too_many_requests');
  await userEvent.type(shown.getByRole('combobox'), 'z');
  await shown.findByText('In other words.');
});

it('shows nothing that another text found once the text is too short to be searched', async () => {
  answer('get', '/search', { body: { results: [FOUND] } });
  await open();
  await userEvent.keyboard('/');
  const shown = await dialog();
  await userEvent.type(shown.getByRole('combobox'), 'xy');
  await shown.findByRole('option', { name: /acme\/web/ });
  await userEvent.clear(shown.getByRole('combobox'));
  await userEvent.type(shown.getByRole('combobox'), 'p');
  await waitFor(() => expect(shown.getAllByRole('option')[0]!.textContent).toContain('Pull requests'));
  expect(shown.queryByRole('option', { name: /acme\/web/ })).toBeNull();
});

it('leaves the slash to what is typed', async () => {
  await open();
  await userEvent.keyboard('/');
  const box = (await dialog()).getByRole<HTMLInputElement>('combobox');
  await userEvent.type(box, 'a/');
  expect(box.value).toBe('a/');
  expect(screen.getAllByRole('dialog')).toHaveLength(1);
});

it('has no slash once single keys are off, but Ctrl-K', async () => {
  await open();
  await userEvent.click(screen.getByRole('button', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('radio', { name: 'Off' }));
  await userEvent.keyboard('/');
  expect(screen.queryByRole('dialog')).toBeNull();
  await userEvent.keyboard('{Control>}k{/Control}');
  await dialog();
});

it('leaves the slash to the search of a list', async () => {
  const repo = sampleWith('OverviewRepo', { name: 'acme/web', last_scan: null });
  answer('get', '/overview', { body: sampleWith('Overview', { repos: [repo], next_cursor: null }) });
  openPage('/');
  const field = await screen.findByRole('searchbox', { name: 'Filter repositories' });
  await userEvent.keyboard('/');
  expect(document.activeElement).toBe(field);
});
