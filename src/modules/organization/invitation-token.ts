import { createHash, randomBytes } from 'node:crypto';

/** A new secret of an invitation: 256 random bits, which no search finds. */
export const makeInvitationToken = (): string => `qgi_${randomBytes(32).toString('base64url')}`;

/** Hash by which an invitation is stored and found; one round hides 256 random bits in a dump as well as any slow hash. */
export const hashInvitationToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();
