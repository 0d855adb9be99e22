import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, never, openAs, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const ORGANIZATION = sampleWith('Organization', { name: 'Acme', slug: 'acme' });
const ME = { ...sampleOf('Me'), can: rightsWithout() };

/** Opens a page as somebody with this role. */
function openWith(address: string, role: 'ORG_ADMIN' | 'ORG_OWNER', isFresh = true) {
  answer('get', '/org', { body: ORGANIZATION });
  answer('get', '/auth/sessions', { body: { sessions: [] } });
  answer('get', '/auth/second-factor', { body: sampleWith('SecondFactorState', { fresh: isFresh }) });
  answer('get', '/auth/me', { body: { ...ME, role } });
  const others = ['Ada', 'Bo'].map((name, index) =>
    sampleWith('Member', { user_id: 900 + index, name, email: `${name}@example.test`, role: 'MEMBER' }),
  );
  answer('get', '/members', {
    body: { members: [sampleWith('Member', { user_id: ME.user.id }), ...others], next_cursor: null },
  });
  return openAs(address);
}

const FIGURES = sampleWith('DeletionForecast', {
  ...{ repositories: 2, scans: 40, findings: 1_200, coverage_uploads: 1, bytes: 3_400_000, marks: 5, waivers: 1 },
  oldest: '2026-02-03T12:00:00Z',
});

const dialog = async () => within(await screen.findByRole('dialog'));

describe('an end without a recent sign-in', () => {
  it.each([
    ['/settings/organization', 'Delete organization', 'Deleting an organization'],
    ['/settings/organization', 'Transfer organization', 'Transferring an organization'],
    ['/settings/sessions', 'Leave organization', 'Leaving an organization'],
  ])('leads to another one: %s, %s', async (address, action, purpose) => {
    openWith(address, 'ORG_OWNER', false);
    answer('get', '/auth/oidc', { body: { host: null } });
    const button = await screen.findByRole('button', { name: action });
    if (action === 'Transfer organization') {
      const select = screen.getByRole('combobox', { name: 'New owner' });
      await within(select).findByRole('option', { name: 'Bo (Bo@example.test)' });
      await userEvent.selectOptions(select, 'Bo (Bo@example.test)');
    }
    await userEvent.click(button);
    const shown = within(await screen.findByRole('dialog'));
    expect(shown.getByText(`${purpose} needs a sign-in within the last 15 minutes.`)).toBeDefined();
    expect(shown.queryByRole('button', { name: action })).toBeNull();
    const again = await shown.findByRole('link', { name: 'Sign in again' });
    expect(again.getAttribute('href')).toBe(`/sign-in?next=${encodeURIComponent(address)}`);
  });
});

describe('the end of an organization', () => {
  it('takes the name that the page shows, after the figures, and leads to the page for signing in', async () => {
    const router = openWith('/settings/organization', 'ORG_OWNER');
    answer('get', '/org/deletion', { body: FIGURES });
    const deletions = answer('delete', '/org', { status: 202, body: { job_id: 7 } });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete organization' }));
    const remove = (await dialog()).getByRole('button', { name: 'Delete organization' });
    expect(remove.getAttribute('aria-disabled')).toBe('true');
    await (
      await dialog()
    ).findByText(
      '2 repositories, 40 scans, 1,200 findings and 1 coverage upload (3.4 MB) are deleted. ' +
        'The oldest scan is from Feb 3, 2026. 5 marks and 1 waiver are deleted, ended ones included.',
    );
    await userEvent.type((await dialog()).getByRole('textbox', { name: 'Type Acme to confirm' }), 'Acme');
    await userEvent.click(remove);
    await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
    expect(deletions).toEqual(['/org?confirm=acme']);
  });

  it('is for owners, as is its transfer', async () => {
    openWith('/settings/organization', 'ORG_ADMIN');
    const remove = await screen.findByRole('button', { name: 'Delete organization' });
    expect(remove.getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('button', { name: 'Transfer organization' })).toBeNull();
  });

  it('is no longer one’s own once it is transferred to another member', async () => {
    openWith('/settings/organization', 'ORG_OWNER');
    const bodies: unknown[] = [];
    answer('post', '/org/transfer', (body) => {
      bodies.push(body);
      return { body: sampleOf('Member') };
    });
    const select = await screen.findByRole('combobox', { name: 'New owner' });
    await within(select).findByRole('option', { name: 'Bo (Bo@example.test)' });
    await userEvent.selectOptions(select, 'Bo (Bo@example.test)');
    await userEvent.click(screen.getByRole('button', { name: 'Transfer organization' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Transfer organization' }));
    expect(await screen.findByText('Transferred.')).toBeDefined();
    expect(bodies).toEqual([{ user_id: 901 }]);
  });
});

describe('the end of a membership', () => {
  it('is confirmed, and leads to the page for signing in', async () => {
    const router = openWith('/settings/sessions', 'ORG_ADMIN');
    const ended = answer('delete', '/members/me', { status: 204 });
    await userEvent.click(await screen.findByRole('button', { name: 'Leave organization' }));
    expect((await dialog()).getByText(/another invitation/)).toBeDefined();
    await userEvent.click((await dialog()).getByRole('button', { name: 'Leave organization' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
    expect(ended).toEqual(['/members/me']);
  });

  it('is refused to the last owner, with what to do', async () => {
    openWith('/settings/sessions', 'ORG_OWNER');
    refuse('delete', '/members/me', 409, 'owner_required', 'Make another member an owner first.');
    await userEvent.click(await screen.findByRole('button', { name: 'Leave organization' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Leave organization' }));
    expect((await (await dialog()).findByRole('alert')).textContent).toContain('another member');
  });
});

describe('the end of an account', () => {
  it('says why the last owner of an organization cannot have it', async () => {
    openWith('/settings/sessions', 'ORG_OWNER');
    refuse('delete', '/users/me', 400, 'last_owner', 'Transfer these organizations first: acme.');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete account' }));
    await userEvent.type((await dialog()).getByRole('textbox'), ME.user.email);
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete account' }));
    expect((await (await dialog()).findByRole('alert')).textContent).toContain('acme');
  });
});

describe('the end of an account after an old sign-in', () => {
  it('takes the password, too', async () => {
    openWith('/settings/sessions', 'ORG_OWNER', false);
    const sent: unknown[] = [];
    answer('delete', '/users/me', (body, query) => {
      sent.push(body, query.get('confirm'));
      return { status: 204 };
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete account' }));
    await userEvent.type(await (await dialog()).findByLabelText('Password'), 'the one of now');
    await userEvent.type((await dialog()).getByRole('textbox'), ME.user.email);
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete account' }));
    await waitFor(() => expect(sent).toEqual([{ password: 'the one of now' }, ME.user.email]));
  });
});

describe('the end of a repository', () => {
  it('waits for its figures, and says why there are none', async () => {
    const repo = sampleWith('Repo', { id: 3, name: 'acme/web' });
    const page = sampleWith('RepositoryPage', { repo, pull_requests: [], can: rightsWithout() });
    answer('get', '/repos/:id/overview', (_, query) => (query.has('wait') ? never() : { body: page }));
    refuse('get', '/repos/:id/deletion', 403, 'forbidden', 'Only administrators may see it.');
    openPage('/repos/3/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete repository' }));
    const shown = await dialog();
    expect((await shown.findByRole('alert')).textContent).toContain('Only administrators may see it.');
    expect(shown.getByRole('button', { name: 'Delete repository' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('takes its name, and shows how far it is', async () => {
    const repo = sampleWith('Repo', { id: 3, name: 'acme/web' });
    const page = sampleWith('RepositoryPage', { repo, pull_requests: [], can: rightsWithout() });
    answer('get', '/repos/:id/overview', (_, query) => (query.has('wait') ? never() : { body: page }));
    const deletions = answer('delete', '/repos/:id', { status: 202, body: { job_id: 7 } });
    answer('get', '/jobs/:id', { body: sampleWith('Job', { id: 7, state: 'running', done: 12, total: 40 }) });
    const counted = answer('get', '/repos/:id/deletion', { body: { ...FIGURES, repositories: 1 } });
    openPage('/repos/3/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete repository' }));
    await (
      await dialog()
    ).findByText(/^40 scans, 1,200 findings and 1 coverage upload \(3\.4 MB\) are deleted\. The oldest/);
    expect(counted).toEqual(['/repos/3/deletion']);
    await userEvent.type((await dialog()).getByRole('textbox'), 'acme/web');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete repository' }));
    expect(await screen.findByText('12 of 40 scans are deleted.')).toBeDefined();
    expect(deletions).toEqual(['/repos/3?confirm=acme%2Fweb']);
  });
});
