import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openAs, refuse, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const ME = sampleOf('Me');
const ACCOUNT = {
  id: '6e9fd7f0-5f0a-4c43-9b38-3f6b7c1d2e11',
  issuer: 'https://login.example.org',
  subject: 'jane-at-the-provider',
  bound_at: '2026-04-19T12:00:00.000Z',
  last_used_at: null,
  is_current: false,
};

/** Opens the page of sessions of a person with connected accounts. */
function open({ fresh = true, totp = true, isStaff = false, accounts = [ACCOUNT] } = {}) {
  const passwords: unknown[] = [];
  answer('get', '/auth/me', { body: { ...ME, user: { ...ME.user, is_super_admin: isStaff } } });
  answer('get', '/auth/sessions', { body: { sessions: [] } });
  answer('get', '/auth/oidc', { body: { host: 'login.example.org' } });
  answer('get', '/auth/second-factor', { body: { totp, passkeys: 0, recovery_codes: 0, proven: totp, fresh } });
  answer('get', '/auth/passkeys', { body: { passkeys: [] } });
  answer('get', '/auth/identities', { body: { identities: accounts } });
  answer('post', '/auth/password', (body) => {
    passwords.push(body);
    return { status: 204, body: undefined };
  });
  openAs('/settings/sessions');
  return passwords;
}

const accountsTable = () => screen.findByRole('table', { name: 'Connected accounts' });

describe('connected accounts', () => {
  it('are listed, and disconnected', async () => {
    open({
      accounts: [
        { ...ACCOUNT, is_current: true },
        { ...ACCOUNT, id: 'b', subject: 'other' },
      ],
    });
    const table = await accountsTable();
    expect(within(table).getByText('jane-at-the-provider').getAttribute('title')).toBe('https://login.example.org');
    expect(within(table).getAllByText('(this session)')).toHaveLength(1);
    answer('delete', '/auth/identities/b', () => {
      answer('get', '/auth/identities', { body: { identities: [ACCOUNT] } });
      return { status: 204, body: undefined };
    });
    await userEvent.click(within(table).getAllByRole('button', { name: 'Disconnect' })[1]!);
    await waitFor(() => expect(screen.queryByText('other')).toBeNull());
  });

  it('say why one stays', async () => {
    open();
    refuse('delete', `/auth/identities/${ACCOUNT.id}`, 409, 'last_sign_in');
    await userEvent.click(within(await accountsTable()).getByRole('button', { name: 'Disconnect' }));
    expect((await screen.findByRole('alert')).textContent).not.toBe('');
  });

  it('need a recent sign-in for a change', async () => {
    open({ fresh: false });
    await accountsTable();
    expect(await screen.findByText(/^Connecting or disconnecting an account needs a sign-in/)).toBeDefined();
    for (const name of ['Disconnect', 'Connect login.example.org'])
      expect(screen.queryByRole('button', { name })).toBeNull();
  });

  it.each([
    { isStaff: true, totp: false, offers: false },
    { isStaff: true, totp: true, offers: true },
    { isStaff: false, totp: false, offers: true },
  ])('need a second factor of staff alone: %j', async ({ offers, ...person }) => {
    open(person);
    await accountsTable();
    await (offers
      ? screen.findByRole('button', { name: 'Connect login.example.org' })
      : screen.findByText(/Set one up below first/));
    expect(screen.queryByRole('button', { name: 'Connect login.example.org' }) !== null).toBe(offers);
  });
});

describe('a changed password', () => {
  const change = async () => {
    await userEvent.type(await screen.findByLabelText('Current password'), 'the current one');
    await userEvent.type(screen.getByLabelText('New password'), 'another one of mine');
    await userEvent.click(screen.getByRole('button', { name: 'Change password' }));
  };
  const BODY = { current_password: 'the current one', new_password: 'another one of mine' };
  const KEEP = 'Keep sessions that began with a connected account';

  it('ends sessions of connected accounts, unless the person keeps them', async () => {
    const sent = open();
    expect((await screen.findByRole<HTMLInputElement>('checkbox', { name: KEEP })).checked).toBe(false);
    await change();
    expect(await screen.findByText('Changed. All other sessions have ended.')).toBeDefined();
    await userEvent.click(screen.getByRole('checkbox', { name: KEEP }));
    await change();
    expect(await screen.findByText(/that began with the password have ended/)).toBeDefined();
    expect(sent).toEqual([BODY, { ...BODY, keep_identity_sessions: true }]);
  });

  it('says nothing of them where none is connected', async () => {
    const sent = open({ accounts: [] });
    await change();
    await waitFor(() => expect(sent).toEqual([BODY]));
    expect(screen.queryByRole('checkbox', { name: KEEP })).toBeNull();
  });
});
