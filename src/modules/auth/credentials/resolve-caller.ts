import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { Identities } from '../identity.repository.js';
import { hashSecret } from '../tokens/secrets.js';
import type { TokenClaims, TokenUse } from '../tokens/token-issuer.js';
import type { SentCredential } from './read-credential.js';
import { toApiKeyCaller, toPersonCaller } from './to-caller.js';

export type SentToken = Extract<SentCredential, { kind: 'token' }>;

const USE_OF: Readonly<Record<SentToken['via'], TokenUse>> = { bearer: 'access', cookie: 'cookie' };

/** Who calls by API key; null when it is not one that holds. */
export async function callerOfApiKey(
  key: string,
  identities: Identities,
  request: AuthenticatedRequest,
): Promise<Caller | null> {
  const holder = await identities.resolveApiKey(hashSecret(key));
  return holder && toApiKeyCaller(holder, request);
}

/** Who calls by a token of ours that has been verified; null when its session does not hold, or it came another way. */
export async function callerOfToken(
  claims: TokenClaims,
  via: SentToken['via'],
  identities: Identities,
  request: AuthenticatedRequest,
): Promise<Caller | null> {
  if (claims.use !== USE_OF[via]) return null;
  const holder = await identities.resolveSession(claims.sid);
  if (holder === null || String(holder.user.id) !== claims.sub) return null;
  const type = via === 'cookie' ? 'session_cookie' : 'jwt';
  return toPersonCaller(holder, { type, sessionId: holder.sessionId }, request);
}
