import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, openAs, refuse, serve } from '../../../../test/app';

serve();

const ASSERTION = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { signature: 'c2ln' } };
const CREDENTIALS = { email: 'a@example.test', password: 'a password', tokens: false };

/** Gives the browser a passkey. */
function withAuthenticator() {
  const asked = vi.fn(() => Promise.resolve({ toJSON: () => ASSERTION }));
  vi.spyOn(navigator, 'credentials', 'get').mockReturnValue({ get: asked } as unknown as CredentialsContainer);
  vi.stubGlobal('PublicKeyCredential', { parseRequestOptionsFromJSON: (options: object) => ({ read: options }) });
  return asked;
}

beforeEach(() => {
  refuse('get', '/auth/me', 401, 'unauthenticated');
  answer('get', '/auth/oidc', { body: { host: null } });
  answer('post', '/auth/passkeys/login/options', { body: { challenge: 'Y2hhbGxlbmdl' } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a passkey on the sign-in page', () => {
  it('signs in by itself, by options of the service', async () => {
    const asked = withAuthenticator();
    const sent: unknown[] = [];
    answer('post', '/auth/passkeys/login/verify', (body) => {
      sent.push(body);
      return { status: 401, body: { code: 'invalid_passkey' } };
    });
    openAs('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in with a passkey' }));
    expect((await screen.findByRole('alert')).textContent).toContain('unknown here');
    expect(asked).toHaveBeenCalledWith({ publicKey: { read: { challenge: 'Y2hhbGxlbmdl' } } });
    expect(sent).toEqual([{ ...ASSERTION, tokens: false }]);
  });

  it('is the second factor once the password was right', async () => {
    withAuthenticator();
    const sent: unknown[] = [];
    answer('post', '/auth/login', (body) => {
      sent.push(body);
      return { status: 401, body: { code: 'second_factor_required', methods: ['passkey'] } };
    });
    openAs('/sign-in');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Email' }), 'a@example.test');
    await userEvent.type(screen.getByLabelText('Password'), 'a password');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use a passkey' }));
    await waitFor(() => expect(sent).toEqual([CREDENTIALS, { ...CREDENTIALS, second_factor: { passkey: ASSERTION } }]));
  });

  it('says in words that the person declined', async () => {
    withAuthenticator().mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    openAs('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in with a passkey' }));
    expect((await screen.findByRole('alert')).textContent).toContain('the request was cancelled');
  });

  it('has no button where the browser has none', async () => {
    openAs('/sign-in');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull();
  });
});
