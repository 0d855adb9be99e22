import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { answer, openAs, refuse, serve } from '../../../../test/app';

serve();

const open = (address: string) => {
  refuse('get', '/auth/me', 401, 'unauthenticated');
  return openAs(address);
};

describe('the sign-in page', () => {
  it('leads to the identity provider, and back to the page that was wanted', async () => {
    answer('get', '/auth/oidc', { body: { host: 'login.example.org' } });
    open('/sign-in?next=%2Frepos%2F7');
    const link = await screen.findByRole('link', { name: 'Sign in with login.example.org' });
    expect(link.getAttribute('href')).toBe('/api/auth/oidc/start?next=%2Frepos%2F7');
  });

  it('has no way there where none is set up', async () => {
    const requests = answer('get', '/auth/oidc', { body: { host: null } });
    open('/sign-in');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(requests).toHaveLength(1);
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('leads to a new password only where the service sends mails', async () => {
    answer('get', '/auth/password/forgot', { body: { available: true } });
    open('/sign-in');
    const link = await screen.findByRole('link', { name: 'Forgot your password?' });
    expect(link.getAttribute('href')).toBe('/forgot-password');
  });

  it.each([
    ['unknown_user', /Ask an administrator for an invitation/],
    ['something_else', /The sign-in failed/],
  ])('says why a sign-in there failed (%s)', async (code, words) => {
    open(`/sign-in?error=${code}`);
    expect((await screen.findByRole('alert')).textContent).toMatch(words);
  });
});
