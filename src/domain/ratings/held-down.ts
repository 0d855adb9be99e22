import { roundHalfAwayFromZero } from '../exact/rounding.js';
import { complexityIn } from '../findings/classify/complexity-rules.js';
import { type ProblemType } from '../findings/finding.js';
import { RATED_TYPES, type Rating, type ScanRatings } from './ratings.js';

/** Parts of the composite rating. */
export const RATED_PARTS = ['reliability', 'maintainability', 'coverage', 'duplication'] as const;
export type RatedPart = (typeof RATED_PARTS)[number];

/** The worst finding of a part. */
export interface HoldingFinding {
  readonly type: string;
  readonly message: string;
  readonly filePath: string | null;
}

/** Percentages of all lines, rounded or not; null where they are unknown. */
export interface HoldingMeasures {
  readonly coveragePct: number | null;
  readonly duplicationPct: number | null;
}

const TITLES: Readonly<Record<RatedPart, string>> = {
  reliability: 'Reliability',
  maintainability: 'Maintainability',
  coverage: 'Coverage',
  duplication: 'Duplication',
};
const MAX_MESSAGE = 160;

/** Types of findings that hold a part down; null for a part that rests on a percentage. */
export const typesOfPart = (part: RatedPart): readonly ProblemType[] | null =>
  part === 'reliability' || part === 'maintainability' ? RATED_TYPES[part] : null;

/** True where something holds a part down: it is rated, and not with the best letter. */
export const isHeldDown = (letter: Rating | null): letter is Exclude<Rating, 'A'> => letter !== null && letter !== 'A';

/**
 * Names what holds a letter down, in a sentence: `Reliability D: complexity 92 of parse in lib/parse.js`; null for the best letter, and where it is not
 * known any more.
 *
 * @param worst the worst finding of a part that rests on findings
 */
export function describeHolder(
  part: RatedPart,
  ratings: Omit<ScanRatings, 'quality'>,
  worst: HoldingFinding | null,
  { coveragePct, duplicationPct }: HoldingMeasures,
): string | null {
  const letter = ratings[part];
  if (!isHeldDown(letter)) return null;
  const reasons = {
    ...{ reliability: worst && describeFinding(worst), maintainability: worst && describeFinding(worst) },
    coverage: coveragePct === null ? null : `tests run ${shown(coveragePct)} % of all lines`,
    duplication: duplicationPct === null ? null : `${shown(duplicationPct)} % of all lines are duplicates`,
  };
  return reasons[part] && `${TITLES[part]} ${letter}: ${reasons[part]}`;
}

const shown = (pct: number): number => roundHalfAwayFromZero(pct, 2);

function describeFinding({ type, message, filePath }: HoldingFinding): string {
  const line = message.split('\n')[0]!;
  const number = type === 'complexity' ? complexityIn(message) : null;
  const name = /['"`]([^'"`]{1,100})['"`]/.exec(line)?.[1];
  const what =
    number === null
      ? line.slice(0, MAX_MESSAGE).replace(/\.$/, '')
      : `complexity ${number}${name === undefined ? '' : ` of ${name}`}`;
  return filePath === null || filePath === '' ? what : `${what} in ${filePath}`;
}
