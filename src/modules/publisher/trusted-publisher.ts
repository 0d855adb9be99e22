import type { ApiKeyId, OrgId, RepoId, TrustedPublisherId } from '../../domain/ids.js';
import type { Claims, PublisherKind } from '../../domain/publishing/publisher-kinds.js';
import type { Scope } from '../../platform/tenancy/role.js';

/** Scopes that an access token of a publisher may have. */
export const PUBLISHER_SCOPES = ['write:scans', 'read:scans', 'read:repos'] as const satisfies readonly Scope[];
export type PublisherScope = (typeof PUBLISHER_SCOPES)[number];

/** A pipeline whose identity tokens are exchanged for access tokens. */
export interface TrustedPublisher {
  readonly orgId: OrgId;
  readonly id: TrustedPublisherId;
  readonly kind: PublisherKind;
  readonly issuer: string;
  /** All of them have to be equal in a token. */
  readonly claims: Claims;
  /** Repository that its access tokens are bound to; null: all of the organization. */
  readonly repoId: RepoId | null;
  readonly scopes: readonly PublisherScope[];
  /** The key that made it, which it ends with; null: a person did. */
  readonly mintedBy: ApiKeyId | null;
  readonly createdAt: Date;
  /** The end of that key; null: without end. */
  readonly expiresAt: Date | null;
}

/** Fields of a publisher that its maker sets. */
export type PublisherDraft = Pick<TrustedPublisher, 'kind' | 'issuer' | 'claims' | 'repoId' | 'scopes'>;
