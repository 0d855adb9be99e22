import type { OrgId, ScanId, TrustedPublisherId } from '../../../../domain/ids.js';
import { hashSecret, nameOfSecret } from '../../../../platform/secrets/random-secret.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';
import type { IdentityRepository } from '../identity.repository.js';
import type {
  PublisherClaims,
  SessionClaims,
  SessionUse,
  UploadClaims,
  VerifiedClaims,
} from '../tokens/token-claims.js';
import type { SentCredential } from './read-credential.js';
import { identityOfApiKey, identityOfPerson, identityOfPublisher, identityOfUpload } from './to-caller.js';

export type SentToken = Extract<SentCredential, { kind: 'token' }>;

/** Current identity behind a credential. */
export interface ResolvedCredential {
  readonly identity: CallerIdentity;
  /** Time until it expires, measured from before the database was queried; null for one without end. */
  readonly validForMs: number | null;
  /** Dependencies of this, by the tags that the database's triggers name. */
  readonly tags: readonly string[];
}

const USE_OF: Readonly<Record<SentToken['via'], SessionUse>> = { bearer: 'access', cookie: 'cookie' };

/** Null when it is no key that holds. */
export async function resolveApiKey(key: string, identities: IdentityRepository): Promise<ResolvedCredential | null> {
  const hash = hashSecret(key);
  const holder = await identities.resolveApiKey(hash);
  return (
    holder && {
      identity: identityOfApiKey(holder, nameOfSecret(hash)),
      validForMs: holder.validForMs,
      tags: [`api_key:${holder.keyId}`, `user:${holder.makerId}`, `org:${holder.orgId}`],
    }
  );
}

/**
 * A token of ours that has been verified; null when its session or publisher does not hold, or it came another way than
 * its own.
 */
export async function resolveToken(
  claims: VerifiedClaims,
  via: SentToken['via'],
  identities: IdentityRepository,
): Promise<ResolvedCredential | null> {
  const tokenEndsInMs = claims.exp * 1000 - Date.now();
  if ('sid' in claims) return resolveSessionToken(claims, via, identities, tokenEndsInMs);
  if (via !== 'bearer') return null;
  return claims.use === 'publisher'
    ? resolvePublisherToken(claims, identities, tokenEndsInMs)
    : resolveUploadToken(claims, identities, tokenEndsInMs);
}

async function resolveSessionToken(
  claims: SessionClaims,
  via: SentToken['via'],
  identities: IdentityRepository,
  tokenEndsInMs: number,
): Promise<ResolvedCredential | null> {
  if (claims.use !== USE_OF[via]) return null;
  const holder = await identities.resolveSession(claims.sid);
  if (holder === null || String(holder.user.id) !== claims.sub) return null;
  const type = via === 'cookie' ? 'session_cookie' : 'jwt';
  return {
    identity: identityOfPerson(holder, { type, sessionId: holder.sessionId }),
    validForMs: Math.min(holder.validForMs, tokenEndsInMs),
    tags: [`session:${holder.sessionId}`, `user:${holder.user.id}`, `org:${holder.org.id}`],
  };
}

async function resolvePublisherToken(
  claims: PublisherClaims,
  identities: IdentityRepository,
  tokenEndsInMs: number,
): Promise<ResolvedCredential | null> {
  const [orgId, id] = [claims.org as OrgId, Number(claims.sub) as TrustedPublisherId];
  const holder = await identities.resolvePublisher(orgId, id, claims.since);
  return (
    holder && {
      identity: identityOfPublisher({ ...holder, orgId, id }, claims),
      validForMs: Math.min(holder.validForMs ?? Infinity, tokenEndsInMs),
      tags: [`trusted_publisher:${id}`, `org:${orgId}`],
    }
  );
}

async function resolveUploadToken(
  { org, sub, maker, secret, session, since }: UploadClaims,
  identities: IdentityRepository,
  tokenEndsInMs: number,
): Promise<ResolvedCredential | null> {
  const [orgId, scanId] = [org as OrgId, Number(sub) as ScanId];
  const holder = await identities.resolveUpload(orgId, scanId, { maker, secret, session, since });
  return (
    holder && {
      identity: identityOfUpload(holder, { orgId, scanId, maker }),
      validForMs: tokenEndsInMs,
      tags: [`${maker.type}:${maker.id}`, `session:${session}`, `user:${holder.userId}`, `org:${orgId}`],
    }
  );
}
