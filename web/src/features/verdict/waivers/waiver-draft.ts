import { type RuleName } from '../../../gate/words';
import { endOf, type Terms } from '../../../ui/end-day';
import { type NewWaiver } from './changes.queries';

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

/** The scope that reaches all repositories, as a value of a choice. */
export const WHOLE_ORGANIZATION = 'all';

/** A scope as a value of a choice: empty until one is chosen, `8` for a repository, `8#142` for a pull request. */
export const scopeKey = (repoId: number | undefined, prNumber?: number): string =>
  prNumber === undefined ? String(repoId ?? '') : `${repoId}#${prNumber}`;

/** Request body that makes the waiver. */
export function bodyOf(draft: WaiverDraft, terms: Terms): NewWaiver {
  const [repo = '', pullRequest = draft.pullRequest] = (draft.scope === WHOLE_ORGANIZATION ? '' : draft.scope).split(
    '#',
  );
  return {
    rule: draft.rule,
    reason: draft.reason.trim(),
    repo_id: repo === '' ? null : Number(repo),
    pr_number: repo === '' || pullRequest.trim() === '' ? null : Number(pullRequest),
    expires_at: endOf(draft.ends, terms),
    max_actual: boundOf(draft),
  };
}

/** Bound as typed: text that is no number stays, for the service to refuse, and is never taken for no bound. */
function boundOf({ rule, atMost }: WaiverDraft): number | string | null {
  const text = atMost.trim();
  if (text === '') return null;
  if (rule === 'rating_min' || rule === 'change_rating_min') return text.toUpperCase();
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
