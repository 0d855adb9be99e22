import { type RuleName } from '../../domain/gate/policy.js';
import { compositeRating } from '../../domain/ratings/ratings.js';
import { type PartRatings } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/** Explains broken rules that measure all code: the new findings alone do not show their reason. */
export const explainTotals = (result: RunResult): readonly string[] =>
  (result.gate?.violations ?? []).flatMap(({ rule }) => explainTotal(rule, result) ?? []);

/** A sentence on a rule that measures all code; null for other rules, and where too little is known. */
export function explainTotal(rule: RuleName, { partRatings }: RunResult): string | null {
  if (rule === 'duplication_pct_max') return 'duplication_pct_max measures all code, not only the change.';
  if (rule !== 'rating_min' || partRatings === null) return null;
  const parts = PARTS.flatMap((part) => (partRatings[part] === null ? [] : [`${part} ${partRatings[part]}`]));
  const worst = compositeRating(PARTS.map((part) => partRatings[part]));
  const holders = PARTS.filter((part) => partRatings[part] === worst).flatMap(
    (part) => partRatings.heldDown?.[part] ?? [],
  );
  const why = [...holders, ''].join('. ').trimEnd();
  return `rating_min is the worst of ${parts.join(', ')}; all code counts, including inherited problems. ${why}`.trimEnd();
}

const PARTS = ['maintainability', 'reliability', 'coverage', 'duplication'] as const satisfies (keyof PartRatings)[];
