const KEY = 'invitation';
const IN_HASH = /^#token=(.+)$/;

/**
 * Token of the invitation whose link was opened in this tab; null for none. It leaves the address, where the browser would
 * keep it, and survives the way to sign in and back.
 */
export function takeInvitationToken(): string | null {
  const token = IN_HASH.exec(window.location.hash)?.[1];
  if (token === undefined) return window.sessionStorage.getItem(KEY);
  window.sessionStorage.setItem(KEY, decodeURIComponent(token));
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return window.sessionStorage.getItem(KEY);
}

/** Forgets the token, which works once. */
export const forgetInvitationToken = (): void => window.sessionStorage.removeItem(KEY);
