import { type RuleName } from '../../gate/words';
import { type NewWaiver } from './waivers.queries';

/** Form of a waiver as it is typed. */
export interface WaiverDraft {
  readonly rule: RuleName;
  readonly reason: string;
  /** Key of the scope, see `scopeKey`. */
  readonly scope: string;
  /** Number of a pull request, where the scope is a repository. */
  readonly pullRequest: string;
  /** Last day, `2026-05-01`; empty: never ends. */
  readonly ends: string;
  readonly atMost: string;
}

/** Terms of the organization, now. */
export interface Terms {
  readonly nowMs: number;
  /** The longest life of a waiver; null: it may last for ever. */
  readonly maxDays: number | null;
}

const DAY_MS = 86_400_000;
/** Characters of a reason. */
export const MAX_REASON = 2000;
/** Life of a waiver that the form proposes. */
const USUAL_DAYS = 30;
/** Room for a clock of the service that is behind. */
const CLOCKS_MS = 60_000;

/** A scope as a value of a choice: empty for the organization, `8` for a repository, `8#142` for a pull request. */
export const scopeKey = (repoId: number | null, prNumber: number | null = null): string =>
  prNumber === null ? String(repoId ?? '') : `${repoId}#${prNumber}`;

/** Body of the request that makes the waiver. */
export function bodyOf(draft: WaiverDraft, terms: Terms): NewWaiver {
  const [repo = '', pullRequest = draft.pullRequest] = draft.scope.split('#');
  return {
    rule: draft.rule,
    reason: draft.reason.trim(),
    repo_id: repo === '' ? null : Number(repo),
    pr_number: repo === '' || pullRequest.trim() === '' ? null : Number(pullRequest),
    expires_at: endOf(draft.ends, terms),
    max_actual: boundOf(draft),
  };
}

/**
 * Time at which a waiver ends whose last day is `day`, in the reader's zone: the end of that day, or the last moment
 * of it that the organization allows. Null without a day.
 */
export function endOf(day: string, { nowMs, maxDays }: Terms): string | null {
  if (day === '') return null;
  const end = new Date(`${day}T23:59:59`);
  const latest = new Date(maxDays === null ? end : nowMs + maxDays * DAY_MS - CLOCKS_MS);
  return (end > latest && dayOf(latest) === day ? latest : end).toISOString();
}

/** Day that the form proposes as the last one. */
export const usualEnd = ({ nowMs, maxDays }: Terms): string =>
  dayOf(new Date(nowMs + Math.min(USUAL_DAYS, maxDays ?? USUAL_DAYS) * DAY_MS));

/** Day of a time in the reader's zone, as a date field has it. */
export const dayOf = (time: Date): string =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** Bound as typed: text that is no number stays, for the service to refuse, and is never taken for no bound. */
function boundOf({ rule, atMost }: WaiverDraft): number | string | null {
  const text = atMost.trim();
  if (text === '') return null;
  if (rule === 'rating_min') return text.toUpperCase();
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
