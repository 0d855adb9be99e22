import type { OwnIdentity } from './own-identities.repository.js';

/** An account at an identity provider that signs in as the caller. */
export class IdentityDto {
  id!: string;
  /** @example "https://login.example.org" */
  issuer!: string;
  /** The person's id at the provider. */
  subject!: string;
  bound_at!: string;
  /** Last recorded sign-in with this identity; null if there was none in recent weeks. */
  last_used_at!: string | null;
  /** True for the identity with which this session began. */
  is_current!: boolean;
}

/** The caller's identities, the oldest first. */
export class IdentityListDto {
  identities!: IdentityDto[];
}

export const toIdentityDto = (identity: OwnIdentity): IdentityDto => ({
  id: identity.id,
  issuer: identity.issuer,
  subject: identity.subject,
  bound_at: identity.boundAt.toISOString(),
  last_used_at: identity.lastUsedAt?.toISOString() ?? null,
  is_current: identity.isCurrent,
});
