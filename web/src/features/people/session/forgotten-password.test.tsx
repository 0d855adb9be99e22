import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openAs, refuse, serve } from '../../../../test/app';

serve();

const open = (address: string) => {
  refuse('get', '/auth/me', 401, 'unauthenticated');
  return openAs(address);
};
const mailIs = (available: boolean) => answer('get', '/auth/password/forgot', { body: { available } });

describe('the page for a forgotten password', () => {
  it('requests a link, and says no more than the service', async () => {
    mailIs(true);
    const sent: unknown[] = [];
    answer('post', '/auth/password/forgot', (body) => {
      sent.push(body);
      return { status: 202 };
    });
    open('/forgot-password');
    await userEvent.type(await screen.findByLabelText('Email'), 'jane@example.org');
    await userEvent.click(screen.getByRole('button', { name: 'Send link' }));
    expect((await screen.findByRole('status')).textContent).toMatch(/If jane@example.org has an account here/);
    expect(sent).toEqual([{ email: 'jane@example.org' }]);
    expect(screen.queryByRole('button', { name: 'Send link' })).toBeNull();
  });

  it('says whom to ask where the service sends no mails', async () => {
    mailIs(false);
    open('/forgot-password');
    expect(await screen.findByText(/Ask an administrator/)).toBeDefined();
    expect(screen.queryByLabelText('Email')).toBeNull();
  });

  it('says why a request was refused', async () => {
    mailIs(true);
    refuse('post', '/auth/password/forgot', 429, 'rate_limited', 'Too many requests.');
    open('/forgot-password');
    await userEvent.type(await screen.findByLabelText('Email'), 'jane@example.org');
    await userEvent.click(screen.getByRole('button', { name: 'Send link' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Too many requests.');
  });
});

describe('the page of a link', () => {
  it('says at once that the link is over, and where there is another one', async () => {
    mailIs(true);
    refuse('post', '/auth/password/reset/check', 404, 'not_found');
    open('/reset-password#qgp_spent');
    expect((await screen.findByRole('alert')).textContent).toMatch(/was already used/);
    expect(screen.queryByLabelText('New password')).toBeNull();
    expect((await screen.findByRole('link', { name: 'Request another link' })).getAttribute('href')).toBe(
      '/forgot-password',
    );
  });

  it('lists second factors with their dates, and says which end', async () => {
    const factors = [
      { type: 'passkey', name: 'Old key', set_up_at: '2025-01-03T12:00:00Z', ends: false },
      { type: 'totp', name: null, set_up_at: '2026-04-18T12:00:00Z', ends: true },
    ];
    answer('post', '/auth/password/reset/check', {
      body: { expires_at: '2026-04-19T12:00:00Z', second_factors: factors },
    });
    open('/reset-password#qgp_good');
    const listed = await screen.findAllByRole('listitem');
    expect(listed.map(({ textContent }) => textContent)).toEqual([
      'Passkey “Old key”, set up on Jan 3, 2025: stays, and you need it to sign in',
      'Authenticator app, set up on Apr 18, 2026: is removed',
    ]);
  });

  it('sets a password by one that works', async () => {
    const checked: unknown[] = [];
    answer('post', '/auth/password/reset/check', (body) => {
      checked.push(body);
      return { body: { expires_at: '2026-04-19T12:00:00Z', second_factors: [] } };
    });
    const sent: unknown[] = [];
    answer('post', '/auth/password/reset', (body) => {
      sent.push(body);
      return { status: 204 };
    });
    const router = open('/reset-password#qgp_good');
    await userEvent.type(await screen.findByLabelText('New password'), 'another password');
    await userEvent.click(screen.getByRole('button', { name: 'Set password' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
    expect(checked).toEqual([{ token: 'qgp_good' }]);
    expect(sent).toEqual([{ token: 'qgp_good', password: 'another password' }]);
  });
});
