import { type PartRatings } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/** Explains broken rules that measure all code: the new findings alone do not show their reason. */
export function explainTotals({ gate, partRatings }: RunResult): readonly string[] {
  const broken = new Set(gate?.violations.map(({ rule }) => rule));
  const lines: string[] = [];
  if (broken.has('duplication_pct_max')) {
    lines.push('duplication_pct_max measures all code, tests included unless qgate.yml excludes them.');
  }
  if (broken.has('rating_min') && partRatings !== null) {
    const parts = PARTS.flatMap((part) => (partRatings[part] === null ? [] : [`${part} ${partRatings[part]}`]));
    lines.push(`rating_min is the worst of ${parts.join(', ')}; all code counts, inherited problems too.`);
  }
  return lines;
}

const PARTS = ['maintainability', 'reliability', 'coverage', 'duplication'] as const satisfies (keyof PartRatings)[];
