import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, openAs, refuse, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const ME = sampleOf('Me');
const CODES = Array.from({ length: 10 }, (_, index) => `code-${index}`);

/** Keeps the state of the second factor as the service would; answers what was sent. */
function withService(state: { totp: boolean; recovery_codes: number; proven: boolean; fresh?: boolean }) {
  const sent: unknown[] = [];
  const note = (body: unknown) => sent.push(body);
  let now = state;
  answer('get', '/auth/sessions', { body: { sessions: [] } });
  answer('get', '/auth/second-factor', () => ({ body: { passkeys: 0, fresh: true, ...now } }));
  answer('post', '/auth/totp/enroll', { body: { secret: 'GEZDGNBVGY3TQOJQ', uri: 'otpauth://totp/x?secret=GEZD' } });
  answer('post', '/auth/totp/confirm', (body) => {
    note(body);
    now = { totp: true, recovery_codes: 10, proven: true };
    return { body: { recovery_codes: CODES } };
  });
  answer('delete', '/auth/totp', (body) => {
    note(body);
    now = { totp: false, recovery_codes: 0, proven: false };
    return { status: 204, body: undefined };
  });
  answer('post', '/auth/second-factor', (body) => {
    note(body);
    return { status: 204, body: undefined };
  });
  return sent;
}

const NONE = { totp: false, recovery_codes: 0, proven: false };

describe('the second factor on the page of sessions', () => {
  it('is set up by a secret and the first code, and shows its recovery codes once', async () => {
    const sent = withService(NONE);
    answer('get', '/auth/me', { body: ME });
    openAs('/settings/sessions');
    await userEvent.click(await screen.findByRole('button', { name: 'Set up an authenticator app' }));
    const secret = await screen.findByRole('textbox', { name: 'Secret, to enter in the app' });
    expect((secret as HTMLInputElement).value).toBe('GEZDGNBVGY3TQOJQ');
    await screen.findByRole('img', { name: 'QR code of the secret below' });
    await userEvent.type(screen.getByRole('textbox', { name: 'First code of the app' }), '123 456');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    expect((await screen.findByRole('list', { name: 'Recovery codes' })).children).toHaveLength(10);
    expect(sent).toEqual([{ code: '123456' }]);
    await userEvent.click(screen.getByRole('button', { name: 'I have stored them' }));
    expect(await screen.findByText(/Recovery codes left: 10/)).toBeDefined();
    expect(screen.queryByText('code-0')).toBeNull();
  });

  it('is removed by a code', async () => {
    const sent = withService({ totp: true, recovery_codes: 3, proven: true });
    answer('get', '/auth/me', { body: ME });
    openAs('/settings/sessions');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '654321');
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByRole('button', { name: 'Set up an authenticator app' })).toBeDefined();
    expect(sent).toEqual([{ code: '654321' }]);
  });
});

describe('an enrolment without a recent sign-in', () => {
  it('leads to another one, at the identity provider or by password', async () => {
    withService({ ...NONE, fresh: false });
    answer('get', '/auth/me', { body: ME });
    answer('get', '/auth/oidc', { body: { host: 'login.example.org' } });
    openAs('/settings/sessions');
    const section = within((await screen.findByRole('heading', { name: 'Second factor' })).closest('section')!);
    const again = await section.findByRole('link', { name: 'Sign in again with login.example.org' });
    const next = encodeURIComponent('/settings/sessions');
    expect(again.getAttribute('href')).toBe(`/api/auth/oidc/start?next=${next}&org=${ME.org.slug}&again=true`);
    const byPassword = section.getByRole('link', { name: 'Sign in again with a password' });
    expect(byPassword.getAttribute('href')).toBe(`/sign-in?next=${next}`);
    expect(screen.queryByRole('button', { name: 'Set up an authenticator app' })).toBeNull();
  });

  it('leads there, too, where the sign-in became too old meanwhile', async () => {
    const state = { ...NONE, fresh: true };
    withService(state);
    answer('get', '/auth/me', { body: ME });
    answer('get', '/auth/oidc', { body: { host: null } });
    openAs('/settings/sessions');
    const button = await screen.findByRole('button', { name: 'Set up an authenticator app' });
    refuse('post', '/auth/totp/enroll', 403, 'forbidden');
    state.fresh = false;
    await userEvent.click(button);
    expect(await screen.findByRole('link', { name: 'Sign in again' })).toBeDefined();
  });
});

describe('a passkey without a recent sign-in', () => {
  const hasAuthenticator = () =>
    vi.stubGlobal('PublicKeyCredential', {
      parseRequestOptionsFromJSON: () => ({}),
      parseCreationOptionsFromJSON: () => ({}),
    });
  afterEach(() => void vi.unstubAllGlobals());

  it('is not offered: the section of the app leads to another sign-in', async () => {
    hasAuthenticator();
    withService({ ...NONE, fresh: false });
    answer('get', '/auth/me', { body: ME });
    answer('get', '/auth/oidc', { body: { host: null } });
    openAs('/settings/sessions');
    expect(await screen.findByText('Adding a passkey also needs a sign-in within the last 15 minutes.')).toBeDefined();
    expect(screen.getAllByRole('link', { name: 'Sign in again' })).toHaveLength(1);
    expect(screen.queryByRole('button', { name: 'Add a passkey' })).toBeNull();
  });

  it('leads there, too, where the sign-in became too old meanwhile', async () => {
    hasAuthenticator();
    const state = { ...NONE, fresh: true };
    withService(state);
    answer('get', '/auth/me', { body: ME });
    answer('get', '/auth/oidc', { body: { host: null } });
    openAs('/settings/sessions');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name of the new passkey' }), 'Laptop');
    refuse('post', '/auth/passkeys/options', 403, 'forbidden');
    state.fresh = false;
    await userEvent.click(screen.getByRole('button', { name: 'Add a passkey' }));
    expect(await screen.findByRole('link', { name: 'Sign in again' })).toBeDefined();
  });
});

describe('a second factor that the organization requires', () => {
  it('takes the place of every page until it is set up', async () => {
    withService(NONE);
    answer('get', '/auth/me', { body: { ...ME, second_factor_required: true } });
    openAs('/policy');
    expect(await screen.findByRole('heading', { name: 'Second factor' })).toBeDefined();
    await userEvent.click(await screen.findByRole('button', { name: 'Set up an authenticator app' }));
    expect(screen.queryByRole('navigation', { name: 'Main' })).toBeNull();
  });

  it('says that it is required of staff', async () => {
    withService(NONE);
    answer('get', '/auth/me', {
      body: { ...ME, user: { ...ME.user, is_super_admin: true }, second_factor_required: true },
    });
    openAs('/policy');
    expect(await screen.findByText(/^The staff of this service need a second factor/)).toBeDefined();
  });

  it('is proved by a code where there is one', async () => {
    const sent = withService({ totp: true, recovery_codes: 3, proven: false });
    answer('get', '/auth/me', { body: { ...ME, second_factor_required: true } });
    openAs('/policy');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), 'abcdef-ghjkmn');
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(sent).toEqual([{ recovery_code: 'abcdef-ghjkmn' }]));
  });
});

describe('a sign-in with a second factor', () => {
  it('asks for the code once the password is right', async () => {
    refuse('get', '/auth/me', 401, 'unauthenticated');
    answer('get', '/auth/oidc', { body: { host: null } });
    const bodies: unknown[] = [];
    answer('post', '/auth/login', (body) => {
      bodies.push(body);
      return { status: 401, body: { code: bodies.length === 1 ? 'second_factor_required' : 'invalid_second_factor' } };
    });
    openAs('/sign-in');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Email' }), 'a@example.test');
    await userEvent.type(screen.getByLabelText('Password'), 'a password');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '123456');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText(/code is wrong/)).toBeDefined();
    const credentials = { email: 'a@example.test', password: 'a password', tokens: false };
    expect(bodies).toEqual([credentials, { ...credentials, second_factor: { totp: '123456' } }]);
  });
});
