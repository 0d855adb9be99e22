import { type FieldError } from '../exact/field-error.js';
import { checkThreshold, isRuleName, RULE_NAMES } from './policy.js';

/** A requested waiver, its types already checked. */
export interface WaiverDraft {
  readonly rule: string;
  readonly reason: string;
  readonly repoId: number | null;
  readonly prNumber: number | null;
  readonly expiresAt: Date | null;
  readonly maxActual: unknown;
}

export interface WaiverTerms {
  /** Now. */
  readonly at: Date;
  /** The longest life of a waiver in days; null: it may last for ever. */
  readonly waiverMaxDays: number | null;
}

const MAX_REASON_LENGTH = 2000;
const DAY_MS = 86_400_000;

/** Every rule that a draft breaks, by its field on the wire; empty when it can be made a waiver. */
export function validateWaiverDraft(draft: WaiverDraft, terms: WaiverTerms): FieldError[] {
  const checks: readonly (readonly [field: string, message: string | null])[] = [
    ['rule', isRuleName(draft.rule) ? null : `must be one of ${RULE_NAMES.join(', ')}`],
    ['reason', checkReason(draft.reason)],
    ['pr_number', draft.prNumber !== null && draft.repoId === null ? 'needs repo_id beside it' : null],
    ['expires_at', checkExpiry(draft.expiresAt, terms)],
    ['max_actual', checkMaxActual(draft)],
  ];
  return checks.flatMap(([field, message]) => (message === null ? [] : [{ field, message }]));
}

/** Characters are counted as people see them in a database: an emoji is one. A blank text is no reason. */
function checkReason(reason: string): string | null {
  const isFine = reason.trim() !== '' && Array.from(reason).length <= MAX_REASON_LENGTH;
  return isFine ? null : `must be 1 to ${MAX_REASON_LENGTH} characters and not blank`;
}

function checkExpiry(expiresAt: Date | null, { at, waiverMaxDays }: WaiverTerms): string | null {
  if (expiresAt === null) {
    return waiverMaxDays === null ? null : `is required, at most ${waiverMaxDays} days from now`;
  }
  // Written so that an invalid date, whose time is NaN, is refused.
  if (!(expiresAt.getTime() > at.getTime())) return 'must be a time in the future';
  const latest = waiverMaxDays === null ? Infinity : at.getTime() + waiverMaxDays * DAY_MS;
  return expiresAt.getTime() <= latest ? null : `must be at most ${String(waiverMaxDays)} days from now`;
}

function checkMaxActual({ rule, maxActual }: WaiverDraft): string | null {
  if (maxActual === null || maxActual === undefined || !isRuleName(rule)) return null;
  return checkThreshold(rule, maxActual);
}
