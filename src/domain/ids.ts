/**
 * Identifiers as branded numbers: an `OrgId` cannot be passed where a `RepoId` is meant, and forgetting the
 * organization does not compile. All are positive integers up to 2^53-1.
 */
declare const brand: unique symbol;
type Id<Name extends string> = number & { readonly [brand]: Name };

export type OrgId = Id<'org'>;
export type UserId = Id<'user'>;
/**
 * The organization that set a person's password there; 0: the person's own, which opens all organizations
 * (docs/adr/identity.md#second-factors).
 */
export type Realm = OrgId | 0;
export type RepoId = Id<'repo'>;
export type ScanId = Id<'scan'>;
/** A problem as users see it: the same id over rescans, renames and the merge of its pull request. */
export type IssueId = Id<'issue'>;
export type InvitationId = Id<'invitation'>;
export type WaiverId = Id<'waiver'>;
export type WaiverRequestId = Id<'waiver_request'>;
export type ApiKeyId = Id<'api_key'>;
export type ViewId = Id<'view'>;
export type JobId = Id<'job'>;
export type WebhookId = Id<'webhook'>;
export type DeliveryId = Id<'delivery'>;
export type ForgeId = Id<'forge'>;
export type ForgeReportId = Id<'forge_report'>;
export type TrustedPublisherId = Id<'trusted_publisher'>;
