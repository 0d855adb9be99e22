import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import type { IdentityRepository } from '../identity.repository.js';
import { hashSecret } from '../tokens/secrets.js';
import type { TokenUse, VerifiedClaims } from '../tokens/token-claims.js';
import type { SentCredential } from './read-credential.js';
import { identityOfApiKey, identityOfPerson } from './to-caller.js';

export type SentToken = Extract<SentCredential, { kind: 'token' }>;

/** Current identity behind a credential. */
export interface ResolvedCredential {
  readonly identity: CallerIdentity;
  /** Time until it expires, measured from before the database was queried; null for one without end. */
  readonly validForMs: number | null;
  /** Dependencies of this, by the tags that the database's triggers name. */
  readonly tags: readonly string[];
}

const USE_OF: Readonly<Record<SentToken['via'], TokenUse>> = { bearer: 'access', cookie: 'cookie' };

/** Null when it is no key that holds. */
export async function resolveApiKey(key: string, identities: IdentityRepository): Promise<ResolvedCredential | null> {
  const holder = await identities.resolveApiKey(hashSecret(key));
  return (
    holder && {
      identity: identityOfApiKey(holder),
      validForMs: holder.validForMs,
      tags: [`api_key:${holder.keyId}`, `user:${holder.makerId}`],
    }
  );
}

/** A token of ours that has been verified; null when its session does not hold, or it came another way than its own. */
export async function resolveToken(
  claims: VerifiedClaims,
  via: SentToken['via'],
  identities: IdentityRepository,
): Promise<ResolvedCredential | null> {
  if (claims.use !== USE_OF[via]) return null;
  const tokenEndsInMs = claims.exp * 1000 - Date.now();
  const holder = await identities.resolveSession(claims.sid);
  if (holder === null || String(holder.user.id) !== claims.sub) return null;
  const type = via === 'cookie' ? 'session_cookie' : 'jwt';
  return {
    identity: identityOfPerson(holder, { type, sessionId: holder.sessionId }),
    validForMs: Math.min(holder.validForMs, tokenEndsInMs),
    tags: [`session:${holder.sessionId}`, `user:${holder.user.id}`],
  };
}
