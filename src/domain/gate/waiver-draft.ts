import { type FieldError } from '../exact/field-error.js';
import { type IssueId, type RepoId } from '../ids.js';
import { hasVisibleText } from '../scanning/visible-text.js';
import { type Threshold } from './exact-value.js';
import { parseTime } from './parse-time.js';
import { isRuleName, readThreshold, RULE_NAMES, type RuleName } from './policy.js';

/** A field of a request: its value, or what it must be instead. */
export type Field<Value> = { readonly value: Value } | { readonly message: string };

/** A waiver as requested, every field judged as far as it can be without the organization's terms. */
export interface WaiverFields {
  readonly rule: Field<RuleName>;
  readonly reason: Field<string>;
  readonly repoId: Field<RepoId | null>;
  readonly prNumber: Field<number | null>;
  readonly expiresAt: Field<Date | null>;
  readonly maxActual: Field<Threshold | null>;
}

/** A waiver that may be made. */
export interface WaiverDraft {
  readonly rule: RuleName;
  readonly reason: string;
  readonly repoId: RepoId | null;
  readonly prNumber: number | null;
  readonly expiresAt: Date | null;
  readonly maxActual: Threshold | null;
}

/** An acceptance of a problem as requested; see `WaiverFields`. */
export interface AcceptanceFields {
  readonly issueId: Field<IssueId>;
  readonly reason: Field<string>;
  readonly expiresAt: Field<Date | null>;
  /** Names of fields that only a waiver has. */
  readonly misplaced: readonly string[];
}

/** An acceptance that may be requested. */
export interface AcceptanceDraft {
  readonly issueId: IssueId;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

/** Terms of the organization, at the time of the request. */
export interface WaiverTerms {
  /** Now. */
  readonly at: Date;
  /** The longest life of a waiver in days; null: it may last for ever. */
  readonly waiverMaxDays: number | null;
}

const MAX_REASON_LENGTH = 2000;
const DAY_MS = 86_400_000;
const ID_EXPECTED = `must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, or null`;
const TIME_EXPECTED = 'must be a time with a time zone, such as 2026-05-01T00:00:00Z, or null';

/** Reads a new waiver from a JSON body. Null and absence mean the same for what is optional. */
export function parseWaiverFields(body: object): WaiverFields {
  const sent = body as Readonly<Record<string, unknown>>;
  const rule = readRule(sent.rule);
  const repoId = readId<RepoId>(sent.repo_id);
  return {
    rule,
    reason: readReason(sent.reason),
    repoId,
    prNumber: readPullRequest(sent.pr_number, repoId),
    expiresAt: readTime(sent.expires_at),
    maxActual: readMaxActual(sent.max_actual ?? null, rule),
  };
}

/** Fields of a new waiver, as JSON bodies name them. */
export const WAIVER_FIELDS = ['rule', 'reason', 'repo_id', 'pr_number', 'expires_at', 'max_actual'] as const;
/** Those of a request, as for `WAIVER_FIELDS`. */
export const REQUEST_FIELDS = [...WAIVER_FIELDS, 'issue_id'] as const;

const OF_WAIVERS_ALONE = ['rule', 'repo_id', 'pr_number', 'max_actual'] as const;

/** Reads what a JSON body requests: with `issue_id` the acceptance of that problem, else a waiver. */
export function parseRequestFields(body: object): WaiverFields | AcceptanceFields {
  const sent = body as Readonly<Record<string, unknown>>;
  if (sent.issue_id === undefined || sent.issue_id === null) return parseWaiverFields(body);
  return {
    issueId: readIssue(sent.issue_id),
    reason: readReason(sent.reason),
    expiresAt: readTime(sent.expires_at),
    misplaced: OF_WAIVERS_ALONE.filter((name) => sent[name] !== undefined && sent[name] !== null),
  };
}

/** The draft of a requested acceptance, or everything that is wrong with the request; see `draftWaiver`. */
export function draftAcceptanceRequest(
  request: AcceptanceFields,
  terms: WaiverTerms,
): { readonly ok: true; readonly draft: AcceptanceDraft } | Refused {
  const { errors, take } = fieldTaker();
  const issueId = take('issue_id', request.issueId);
  const reason = take('reason', request.reason);
  const expiresAt = take('expires_at', withinTerms(request.expiresAt, terms));
  for (const field of request.misplaced) errors.push({ field, message: 'must be omitted with issue_id' });
  if (errors.length > 0 || issueId === undefined || reason === undefined || expiresAt === undefined)
    return { ok: false, errors };
  return { ok: true, draft: { issueId, reason, expiresAt } };
}

/** The draft of a requested waiver, or everything that is wrong with the request, the organization's terms included. */
export function draftWaiver(
  request: WaiverFields,
  terms: WaiverTerms,
): { readonly ok: true; readonly draft: WaiverDraft } | Refused {
  const { errors, take } = fieldTaker();
  const rule = take('rule', request.rule);
  const reason = take('reason', request.reason);
  const repoId = take('repo_id', request.repoId);
  const prNumber = take('pr_number', request.prNumber);
  const expiresAt = take('expires_at', withinTerms(request.expiresAt, terms));
  const maxActual = take('max_actual', request.maxActual);
  if (rule === undefined || reason === undefined || repoId === undefined) return { ok: false, errors };
  if (prNumber === undefined || expiresAt === undefined || maxActual === undefined) return { ok: false, errors };
  return { ok: true, draft: { rule, reason, repoId, prNumber, expiresAt, maxActual } };
}

interface Refused {
  readonly ok: false;
  readonly errors: readonly FieldError[];
}

/** Takes values of fields, and collects what is wrong with the others. */
function fieldTaker() {
  const errors: FieldError[] = [];
  const take = <Value>(field: string, read: Field<Value>): Value | undefined => {
    if ('value' in read) return read.value;
    errors.push({ field, message: read.message });
    return undefined;
  };
  return { errors, take };
}

/** Reads the new end of a waiver from a JSON body, which must have it; null means that it lasts for ever. */
export const parseExpiry = (body: object): Field<Date | null> =>
  'expires_at' in body ? readTime(body.expires_at) : { message: TIME_EXPECTED };

/** The end of a waiver under the organization's terms, or what is wrong with it. */
export function draftExpiry(
  expiresAt: Field<Date | null>,
  terms: WaiverTerms,
): { readonly ok: true; readonly expiresAt: Date | null } | { readonly ok: false; readonly errors: FieldError[] } {
  const read = withinTerms(expiresAt, terms);
  if ('value' in read) return { ok: true, expiresAt: read.value };
  return { ok: false, errors: [{ field: 'expires_at', message: read.message }] };
}

/** The end of an acceptance as it was sent, under the terms of waivers, or what is wrong with it. */
export function draftAcceptance(until: unknown, terms: WaiverTerms): ReturnType<typeof draftExpiry> {
  const drafted = draftExpiry(readTime(until), terms);
  return drafted.ok ? drafted : { ok: false, errors: drafted.errors.map((error) => ({ ...error, field: 'until' })) };
}

const readRule = (value: unknown): Field<RuleName> =>
  typeof value === 'string' && isRuleName(value) ? { value } : { message: `must be one of ${RULE_NAMES.join(', ')}` };

/** Characters are counted as people see them in a database: an emoji is one. A blank text is no reason. */
function readReason(value: unknown): Field<string> {
  const isFine = typeof value === 'string' && hasVisibleText(value) && Array.from(value).length <= MAX_REASON_LENGTH;
  return isFine ? { value } : { message: `must be 1 to ${MAX_REASON_LENGTH} characters and not blank` };
}

function readId<Id extends number>(value: unknown): Field<Id | null> {
  if (value === undefined || value === null) return { value: null };
  return Number.isSafeInteger(value) && (value as number) >= 1 ? { value: value as Id } : { message: ID_EXPECTED };
}

function readIssue(value: unknown): Field<IssueId> {
  const read = readId<IssueId>(value);
  return 'value' in read && read.value !== null ? { value: read.value } : { message: ID_EXPECTED };
}

function readPullRequest(value: unknown, repoId: WaiverFields['repoId']): Field<number | null> {
  const read = readId(value);
  const isWithoutRepo = 'value' in read && read.value !== null && 'value' in repoId && repoId.value === null;
  return isWithoutRepo ? { message: 'also needs repo_id' } : read;
}

function readTime(value: unknown): Field<Date | null> {
  if (value === undefined || value === null) return { value: null };
  const time = typeof value === 'string' ? parseTime(value) : null;
  return time ? { value: time } : { message: TIME_EXPECTED };
}

/** A bound of an unknown rule cannot be judged; the rule is refused anyway. */
function readMaxActual(value: unknown, rule: WaiverFields['rule']): WaiverFields['maxActual'] {
  if (!('value' in rule)) return { value: null };
  const reading = readThreshold(rule.value, value);
  return reading.ok ? { value: reading.value } : { message: reading.message };
}

function withinTerms(expiresAt: WaiverFields['expiresAt'], { at, waiverMaxDays }: WaiverTerms): Field<Date | null> {
  if (!('value' in expiresAt)) return expiresAt;
  if (expiresAt.value === null) {
    return waiverMaxDays === null
      ? expiresAt
      : { message: `is required and must be at most ${waiverMaxDays} days from now` };
  }
  const lifeMs = expiresAt.value.getTime() - at.getTime();
  if (lifeMs <= 0) return { message: 'must be a time in the future' };
  if (waiverMaxDays === null || lifeMs <= waiverMaxDays * DAY_MS) return expiresAt;
  return { message: `must be at most ${waiverMaxDays} days from now` };
}
