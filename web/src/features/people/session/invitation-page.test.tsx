import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, openAs, openPage, refuse, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const ACCEPTED = { org: { id: 7, name: 'Acme', slug: 'acme' }, email: 'jane@example.org', role: 'MEMBER' };

beforeEach(() => window.history.replaceState(null, '', '/invitation#token=qgi_secret'));
afterEach(() => {
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/');
});

function acceptance(status = 200, body: object = ACCEPTED): unknown[] {
  const sent: unknown[] = [];
  answer('post', '/auth/invitations/accept', (request) => {
    sent.push(request);
    return { status, body };
  });
  return sent;
}

const openSignedOut = () => {
  refuse('get', '/auth/me', 401, 'unauthenticated');
  return openAs('/invitation');
};

describe('the page of an invitation', () => {
  it('takes the token out of the address', async () => {
    openSignedOut();
    await screen.findByRole('button', { name: 'Accept invitation' });
    expect(window.location.hash).toBe('');
  });

  it('makes somebody new a member by a name and a password, who is signed in then', async () => {
    const sent = acceptance();
    const router = openSignedOut();
    await userEvent.type(await screen.findByLabelText('Name'), 'Jane');
    await userEvent.type(screen.getByLabelText('Password'), 'a password of tests');
    const signIns: unknown[] = [];
    answer('post', '/auth/login', (body) => {
      signIns.push(body);
      answer('get', '/auth/me', { body: sampleOf('Me') });
      return { body: {} };
    });
    answer('get', '/overview', { body: sampleOf('Overview') });
    await userEvent.click(screen.getByRole('button', { name: 'Accept invitation' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(sent).toEqual([{ token: 'qgi_secret', name: 'Jane', password: 'a password of tests' }]);
    expect(signIns).toEqual([{ email: 'jane@example.org', password: 'a password of tests', tokens: false }]);
    expect(window.sessionStorage).toHaveLength(0);
  });

  it('needs no password where there is an identity provider, and leads there', async () => {
    answer('get', '/auth/oidc', { body: { host: 'login.example.org' } });
    const sent = acceptance();
    openSignedOut();
    await screen.findByText('Leave it empty to sign in with login.example.org.');
    await userEvent.type(screen.getByLabelText('Name'), 'Jane');
    await userEvent.click(screen.getByRole('button', { name: 'Accept invitation' }));
    const link = await screen.findByRole('link', { name: 'Sign in with login.example.org' });
    expect(link.getAttribute('href')).toBe('/api/auth/oidc/start?next=%2F&org=acme');
    expect(sent).toEqual([{ token: 'qgi_secret', name: 'Jane', password: null }]);
  });

  it('has who is known sign in first, and come back', async () => {
    acceptance(401, { code: 'unauthenticated', detail: 'There is a user.' });
    openSignedOut();
    await userEvent.type(await screen.findByLabelText('Name'), 'Jane');
    await userEvent.type(screen.getByLabelText('Password'), 'a password of tests');
    await userEvent.click(screen.getByRole('button', { name: 'Accept invitation' }));
    expect((await screen.findByRole('alert')).textContent).toContain('sign in, then accept');
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in?next=%2Finvitation');
  });

  it('is accepted by who is signed in, who goes to the organization', async () => {
    const sent = acceptance();
    const moves: unknown[] = [];
    answer('post', '/auth/session/org', (body) => {
      moves.push(body);
      return { body: sampleOf('Me') };
    });
    answer('get', '/overview', { body: sampleOf('Overview') });
    const router = openPage('/invitation');
    await userEvent.click(await screen.findByRole('button', { name: 'Accept invitation' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect([sent, moves]).toEqual([[{ token: 'qgi_secret', password: null }], [{ org_id: 7 }]]);
  });

  it('says that the invitation does not hold', async () => {
    acceptance(404, { code: 'not_found', detail: 'The invitation was used.' });
    openPage('/invitation');
    await userEvent.click(await screen.findByRole('button', { name: 'Accept invitation' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The invitation was used.');
  });

  it('says that there is none', async () => {
    window.history.replaceState(null, '', '/invitation');
    openSignedOut();
    expect(await screen.findByText(/Open the link/)).toBeTruthy();
  });
});
