import { type PipelineRun, UNTOLD_RUN } from '../../../../domain/publishing/pipeline-run.js';
import type { Actor } from '../../../../platform/tenancy/caller.js';

/** Where a session's token may be used: one of the cookie is worth nothing in a header, and the other way round. */
export type SessionUse = 'access' | 'cookie';

/** Claims of a token of a session: who, and in which session. The person's rights are read at each request. */
export interface SessionClaims {
  readonly use: SessionUse;
  readonly sub: string;
  readonly sid: string;
}

/** Claims of a trusted publisher's access token. What the publisher may do is read at each request. */
export interface PublisherClaims {
  readonly use: 'publisher';
  /** The publisher's id. */
  readonly sub: string;
  readonly org: number;
  readonly baseline: boolean;
  readonly untrusted: boolean;
  readonly branch: string | null;
  readonly run: PipelineRun;
  /** The last time before it that all tokens of the publisher ended (`tokensSince`): a later one ends it. */
  readonly since: string;
}

/** Claims of a token that feeds one scan. */
export interface UploadClaims {
  readonly use: 'upload';
  /** The scan's id. */
  readonly sub: string;
  readonly org: number;
  /** Kind and id of the one who made it, with whose right it ends. */
  readonly maker: Actor;
  /** The secret of the key that made it (`nameOfSecret`), with which it ends; null where no key did. */
  readonly secret: string | null;
  /** The session that made it, with which it ends; null where none did. */
  readonly session: string | null;
  /** As for publishers. */
  readonly since: string;
}

/** Of tokens of the version before, which have none. */
const NEVER = '0';

export type TokenClaims = SessionClaims | PublisherClaims | UploadClaims;

/** The claims of a token whose signature, issuer, audience and time were found right. */
export type VerifiedClaims = TokenClaims & {
  /** When it expires, in seconds since the epoch. */
  readonly exp: number;
};

/** The claims of a verified payload; null where this service did not issue them. */
export function toClaims(payload: Readonly<Record<string, unknown>>): VerifiedClaims | null {
  const { sub, use, exp } = payload;
  if (typeof sub !== 'string' || typeof exp !== 'number') return null;
  if (use === 'access' || use === 'cookie') {
    const { sid } = payload;
    return typeof sid === 'string' ? { use, sub, sid, exp } : null;
  }
  if (use === 'upload') return toUploadClaims(payload, sub, exp);
  if (use !== 'publisher') return null;
  const { org, baseline, untrusted, branch, run, since } = payload as Partial<Record<keyof PublisherClaims, unknown>>;
  const isWhole =
    typeof org === 'number' &&
    typeof baseline === 'boolean' &&
    typeof untrusted === 'boolean' &&
    (branch === null || typeof branch === 'string');
  // tokens of the version before have none, or not all of it
  const ofRun = { ...UNTOLD_RUN, ...(run as Partial<PipelineRun> | undefined) };
  return isWhole ? { use, sub, org, baseline, untrusted, branch, run: ofRun, since: sinceOf(since), exp } : null;
}

const sinceOf = (since: unknown): string => (typeof since === 'string' ? since : NEVER);

function toUploadClaims(
  { org, maker, secret = null, session = null, since }: Readonly<Record<string, unknown>>,
  sub: string,
  exp: number,
): VerifiedClaims | null {
  const isWhole =
    typeof org === 'number' &&
    typeof maker === 'object' &&
    maker !== null &&
    (secret === null || typeof secret === 'string') &&
    (session === null || typeof session === 'string');
  return isWhole
    ? { use: 'upload', sub, org, maker: maker as Actor, secret, session, since: sinceOf(since), exp }
    : null;
}
