import type { ApiKeyId, OrgId, RepoId, TrustedPublisherId, UserId } from '../../../domain/ids.js';
import type { Claims, PublisherKind, PublisherScope } from '../../../domain/publishing/publisher-kinds.js';

/** Sign that an organization speaks for a project; `first`: it was the first to trust it, which shows nothing. */
export type PublisherProof = 'first' | 'exchange' | 'forge';

/** Words for a publisher's standing, as the API has them. */
export const PUBLISHER_STATES = ['proven', 'unproven', 'disabled'] as const;
export type PublisherState = (typeof PUBLISHER_STATES)[number];

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
  /** As `describeActor` has it; a person's id is that of `createdByUserId`, also after an import. */
  readonly createdBy: string;
  /** The person; for a key, the one who made that. */
  readonly createdByUserId: UserId;
  readonly createdAt: Date;
  /** Expiry of that key; null: never. */
  readonly expiresAt: Date | null;
  /** Null: nothing, and another organization trusted the project before. */
  readonly proof: PublisherProof | null;
  /** No token is exchanged for it. */
  readonly isDisabled: boolean;
  /** The last time that another organization began to trust the project, once a day; null: none did. */
  readonly contestedAt: Date | null;
  /** Time of the last exchange of an identity token; null: there was none. */
  readonly lastExchangedAt: Date | null;
  /** Network address of that exchange; null where it is not known. */
  readonly lastExchangedFrom: string | null;
}

/** A publisher with the name of its maker; null where that is not known any more. */
export type NamedPublisher = TrustedPublisher & { readonly createdByName: string | null };

/** Fields of a publisher that its maker sets. */
export type PublisherDraft = Pick<TrustedPublisher, 'kind' | 'issuer' | 'claims' | 'repoId' | 'scopes'>;

/** True where something shows that the organization speaks for the project. */
export const isProven = ({ proof }: Pick<TrustedPublisher, 'proof'>): boolean =>
  proof === 'exchange' || proof === 'forge';

/** The standing of a publisher. Being the first counts for nothing here: it would tell of those that were before. */
export const stateOf = (publisher: Pick<TrustedPublisher, 'proof' | 'isDisabled'>): PublisherState =>
  publisher.isDisabled ? 'disabled' : isProven(publisher) ? 'proven' : 'unproven';
