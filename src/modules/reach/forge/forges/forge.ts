import type { ConnectionKind } from '../../../../domain/forge/forge-links.js';
import type { CallFailure, CallOutcome } from '../../../../domain/reporting/judge-answer.js';
import type {
  CheckReport,
  CommentReport,
  ReportOptions,
  ReportState,
  StatusReport,
  Surface,
} from '../../../../domain/reporting/report-facts.js';
import type { OutgoingAnswer, OutgoingFailure } from '../../../../platform/outgoing/answer-reader.js';
import type { OutgoingRequest } from '../../../../platform/outgoing/outgoing-client.js';
import type { CredentialsType } from '../../../record/forge-report/forge-state.js';

/** Credentials of a connection, opened. */
export type ForgeCredentials =
  /** `appId` is the number of the App or its client id; `privateKey` is PEM, PKCS#1 or PKCS#8. */
  | {
      readonly type: 'app';
      readonly appId: string;
      readonly installationId: string | null;
      readonly privateKey: string;
    }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'basic'; readonly email: string; readonly token: string }
  | { readonly type: 'oauth_client'; readonly id: string; readonly secret: string };

/** A forge as an organization connected it. */
export interface ForgeConnection {
  /** Address of the site, or of its API; null: the public site of the kind. */
  readonly baseUrl: string | null;
  readonly credentials: ForgeCredentials;
  readonly report: ReportOptions;
}

/** A request as the files of forges make them; times and sizes are bounded by the transport. */
export type ForgeRequest = Pick<OutgoingRequest, 'url' | 'method' | 'headers' | 'body'>;

/** The way to a forge. It knows no retries: one request, one answer. */
export interface ForgeTransport {
  readonly send: (request: ForgeRequest) => Promise<OutgoingAnswer | OutgoingFailure>;
  readonly now: () => Date;
}

/** Right to call a forge, as `authorize` obtained it; may be kept until it expires. */
export interface Authorization {
  /** Root of the API, without a closing slash. */
  readonly apiUrl: string;
  /** Headers that every request carries; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The account that writes, as comments name their author; null where the forge does not say. */
  readonly author: string | null;
  /** End of this right; null: as long as the credentials. */
  readonly expiresAt: Date | null;
  /** End of the credentials themselves, where the forge says so. */
  readonly credentialsExpireAt: Date | null;
}

/** A right to call a forge, and the way there. */
export interface ForgeAccess extends Authorization {
  readonly transport: ForgeTransport;
}

/** Result of a call that reads. */
export type Called<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly outcome: CallFailure };

/** Result of a call that writes. */
export interface Written {
  readonly outcome: CallOutcome;
  /**
   * Name of what the forge shows, for the next call; only the forge's file reads it. May come with a failure: a report of
   * several calls may have been begun. Left out: as before.
   */
  readonly remoteId?: string | null;
  /** Pipeline to which the forge attached the state (GitLab). Left out: as before. */
  readonly pipelineId?: string | null;
  /** Page of what is shown, for people. */
  readonly url?: string | null;
}

/** A repository as the forge knows it. */
export interface ForgeProject {
  /** Numeric or unique id, which outlives names. */
  readonly id: string;
  /** As calls name it: `acme/web`. */
  readonly name: string;
  readonly isArchived: boolean;
  /** True where the account of the credentials may push to it; left out by forges that do not say. */
  readonly mayWrite?: boolean;
}

/** Place of a state: a commit of a repository, with what earlier calls answered about it. */
export interface CommitTarget {
  /** The repository as the forge names it. */
  readonly project: string;
  /** Its id, where it is known: a name may pass to another repository. */
  readonly projectId?: string | null;
  readonly commitSha: string;
  readonly branch: string;
  readonly prNumber: number | null;
  /** Of the last call that wrote there; null: none did. */
  readonly remoteId: string | null;
  readonly pipelineId: string | null;
}

/** State that was read back. */
export interface StandingState {
  /** True where the forge shows exactly the report that is wanted, so that nothing is to be sent. */
  readonly isWanted: boolean;
  /** For the next call that writes; null where nothing of ours exists. */
  readonly remoteId: string | null;
  readonly pipelineId: string | null;
}

export interface PullTarget {
  readonly project: string;
  /** As of `CommitTarget`. */
  readonly projectId?: string | null;
  readonly number: number;
}

/** A pull request as the forge knows it now. */
export interface PullState {
  readonly state: 'open' | 'closed' | 'merged';
  /** Its first 12 digits at least: Bitbucket says no more. */
  readonly headSha: string;
  /** Branch of the head, where the tokens of the forge's pipelines do not name the number of the pull request. */
  readonly branch?: string | null;
  /** True where the head is in another repository. */
  readonly isFork: boolean;
  /** True where comments are closed. */
  readonly isLocked: boolean;
}

/** A comment of ours on a pull request. */
export interface StandingComment {
  /** For `editComment`; only the forge's file reads it. */
  readonly remoteId: string;
  readonly body: string;
}

export const FORGE_CHECKS = [
  'address',
  'credentials',
  'expiry',
  'repository',
  'write_status',
  'write_check',
  'write_comment',
] as const;

/** One finding of a test; `detail` is a sentence for administrators without any secret. */
export interface ForgeCheck {
  readonly name: (typeof FORGE_CHECKS)[number];
  readonly ok: boolean;
  readonly detail: string;
}

export type PullNewsType = 'pull_closed' | 'pull_merged' | 'pull_reopened' | 'pull_pushed' | 'pull_edited';

/** News that a forge sends by its hook. */
export type ForgeNews =
  | { readonly type: 'rerequested'; readonly commitSha: string; readonly externalId: string | null }
  /** `headSha`: its first 12 digits at least. `baseBranch`: its target by now, null or left out where that is not said. */
  | {
      readonly type: PullNewsType;
      readonly number: number;
      readonly headSha: string;
      readonly baseBranch?: string | null;
    }
  /** `further`: those that the same push deleted. */
  | { readonly type: 'branch_deleted'; readonly branch: string; readonly further?: readonly string[] }
  /** The new name is that of the event's repository. */
  | { readonly type: 'repo_renamed' }
  | { readonly type: 'default_branch_changed'; readonly branch: string };

/** News of a repository, named as the forge names it. */
export type HookEvent = ForgeNews & { readonly project: string; readonly projectId: string | null };

/** A delivery that was verified. */
export interface HookDelivery {
  /** Unique for each delivery, to recognize repetitions; null where the forge sends none. */
  readonly id: string | null;
  /** Null for news that means nothing here. */
  readonly event: HookEvent | null;
  /** Installation of an App that was suspended or deleted; left out: none. */
  readonly endedInstallation?: string | null;
}

/** Checks the signature of a delivery while its body comes in. */
export interface HookVerifier {
  readonly update: (bytes: Buffer) => void;
  /** After the last byte; compares in constant time. */
  readonly isValid: () => boolean;
}

/** Bounds of a forge. */
export interface ForgeLimits {
  /** Null: none known. */
  readonly requestsPerHour: number | null;
  readonly writesPerMinute: number | null;
  readonly writesPerHour: number | null;
  /** Longest time of one request, in milliseconds. */
  readonly requestMs: number;
  /** Characters of a status's description. */
  readonly descriptionLength: number;
}

/** Sets connections up: their addresses and credentials, and what they may do. */
export interface ForgeSetUp {
  readonly credentialsTypes: readonly CredentialsType[];
  /** Root of the API below a site's address; null: the public site. An address of an API is taken as it is. */
  apiUrl(baseUrl: string | null): string;
  /** True for the name of a repository as calls need it. */
  isProject(name: string): boolean;
  /** Reports that a site takes at once, before it wants them a second apart; left out, or null: as many as come. */
  burst?(baseUrl: string): number | null;
  /** Surfaces that a connection has on a commit: never a status and a check under one name. */
  surfaces(connection: Pick<ForgeConnection, 'report'> & { readonly credentialsType: CredentialsType }): Surface[];
  /** Tries a connection by reading alone, with what each part of it may do. */
  test(connection: ForgeConnection, project: string | null, transport: ForgeTransport): Promise<ForgeCheck[]>;
}

/** Obtains the right to call. */
export interface ForgeDoor {
  readonly limits: ForgeLimits;
  /** For one repository where the forge can narrow it; null: for the connection as a whole. */
  authorize(
    connection: ForgeConnection,
    project: string | null,
    transport: ForgeTransport,
  ): Promise<Called<Authorization>>;
}

/** Reads repositories. */
export interface ProjectSource {
  /** The repository of a name or, where the id is known, of that id: it finds those that were renamed. */
  readProject(access: ForgeAccess, project: string, projectId: string | null): Promise<Called<ForgeProject>>;
}

/** Reads pull requests. */
export interface PullSource {
  readPull(access: ForgeAccess, pull: PullTarget): Promise<Called<PullState>>;
}

/** Shows states on commits. */
export interface CommitStates<Report> {
  /** Reads back what a commit shows under the report's context; comes first after an unclear answer. */
  read(access: ForgeAccess, target: CommitTarget, wanted: Report): Promise<Called<StandingState>>;
  put(access: ForgeAccess, target: CommitTarget, report: Report): Promise<Written>;
}

/** Writes our comment on a pull request. */
export interface PullComments {
  /** The comment that begins with the marker and was written by our own account; null: none. */
  find(access: ForgeAccess, pull: PullTarget, marker: string): Promise<Called<StandingComment | null>>;
  create(access: ForgeAccess, pull: PullTarget, comment: CommentReport): Promise<Written>;
  /** Fails with `not_found` where the comment is gone. */
  edit(access: ForgeAccess, pull: PullTarget, remoteId: string, comment: CommentReport): Promise<Written>;
}

/** Takes deliveries of a hook. */
export interface ForgeHooks {
  /** Null where the headers carry no signature. */
  verify(headers: Readonly<Record<string, string>>, secret: string): HookVerifier | null;
  /** Reads a delivery whose signature is valid. */
  read(headers: Readonly<Record<string, string>>, body: Buffer): HookDelivery;
}

/** Reports verdicts: states on commits, and comments in the forge's own words. */
export interface ForgeReporter extends PullSource {
  readonly states: Readonly<Record<ReportState, string>>;
  /** Markdown of comments: `plain` has no HTML, neither comments nor folds. */
  readonly markdown: 'html' | 'plain';
  readonly statuses: CommitStates<StatusReport>;
  /** Null where the forge has no surface `check`. */
  readonly checks: CommitStates<CheckReport> | null;
  readonly comments: PullComments;
}

/**
 * A forge by its abilities. Knows no retry, no clock and no database: each call sends what it must, and answers with
 * an outcome that says what to do next. Never throws for what a forge answers.
 */
export interface ForgeClient extends ForgeSetUp, ForgeDoor, ProjectSource, ForgeReporter {
  readonly kind: ConnectionKind;
  readonly hooks: ForgeHooks;
}
