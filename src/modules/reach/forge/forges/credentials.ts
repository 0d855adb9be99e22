/** Outcome of credentials that a forge refuses, or has no use for. */
export const REFUSED_CREDENTIALS = { ok: false, outcome: { kind: 'give_up', error: 'credentials' } } as const;

/** Value of the header `authorization` for a name with a secret (RFC 7617). */
export const basicAuthorization = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
