import { type PartRatings } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/**
 * Why the rating broke its rule; null where it did not, or nothing is known of it. Its parts rate all code, so that who looks
 * at the new problems alone does not find the reason.
 */
export function explainRating({ gate, partRatings }: RunResult): string | null {
  if (partRatings === null || gate?.violations.some(({ rule }) => rule === 'rating_min') !== true) return null;
  const parts = PARTS.flatMap((part) => (partRatings[part] === null ? [] : [`${part} ${partRatings[part]}`]));
  return `rating_min is the worst of ${parts.join(', ')}; all code counts, inherited problems too.`;
}

const PARTS = ['maintainability', 'reliability', 'coverage', 'duplication'] as const satisfies (keyof PartRatings)[];
