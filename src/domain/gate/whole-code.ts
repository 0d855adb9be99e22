import {
  compositeRating,
  rateCoverage,
  RATED_TYPES,
  rateDuplication,
  rateFindings,
  type Rating,
} from '../ratings/ratings.js';
import { type FindingCounters, severityCountsOf } from '../ratings/scan-counters.js';
import { type BaseMeasures, type RatedFindings, type WeighingFindings, type WholeCode } from './scan-facts.js';

/** True where a scan has more of what a rule is about than its base, such as duplicated lines; null where that is unknown. */
export type GrowthTest = (now: WholeCode, base: WholeCode) => boolean | null;

const growthOf =
  (amountOf: (code: WholeCode) => number | null): GrowthTest =>
  (now, base) => {
    const [to, from] = [amountOf(now), amountOf(base)];
    return to === null || from === null ? null : to > from;
  };

export const duplicationGrew = growthOf(({ duplicatedLines }) => duplicatedLines);

export const uncoveredGrew = growthOf(({ allLines }) => allLines && allLines.linesTotal - allLines.linesCovered);

const findingsGrew =
  (part: keyof RatedFindings): GrowthTest =>
  ({ ratedFindings: now }, { ratedFindings: base }) =>
    now && base && (now[part].critical > base[part].critical || now[part].high > base[part].high);

const rateBy =
  (part: keyof RatedFindings) =>
  ({ ratedFindings }: WholeCode): Rating | null =>
    ratedFindings && rateFindings(ratedFindings[part]);

/** The four ratings of which the composite is the worst. */
const PARTS: readonly { readonly letterOf: (code: WholeCode) => Rating | null; readonly hasGrown: GrowthTest }[] = [
  { letterOf: rateBy('reliability'), hasGrown: findingsGrew('reliability') },
  { letterOf: rateBy('maintainability'), hasGrown: findingsGrew('maintainability') },
  {
    letterOf: ({ allLines }) => allLines && rateCoverage(allLines.linesCovered, allLines.linesTotal),
    hasGrown: uncoveredGrew,
  },
  { letterOf: ({ duplicationPct }) => rateDuplication(duplicationPct), hasGrown: duplicationGrew },
];

/** Asks the ratings that make the letter: one that grew is enough, and all have to be known to say that none did. */
export const ratingGrew: GrowthTest = (now, base) => {
  const answers = PARTS.filter(({ letterOf }) => letterOf(now) === now.rating).map((part) => part.hasGrown(now, base));
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(null) ? null : false;
};

/** Counts the findings that weigh on the ratings, from those of all code. */
export function ratedFindingsOf(counters: FindingCounters): RatedFindings {
  const countOf = (part: keyof RatedFindings): WeighingFindings => {
    const { critical, high } = severityCountsOf(counters, RATED_TYPES[part]);
    return { critical, high };
  };
  return { reliability: countOf('reliability'), maintainability: countOf('maintainability') };
}

/**
 * The base as rules that are new to it would have measured it: what they find on lines that the change did not touch
 * was there before. A change of tools makes no rating worse.
 *
 * @param newRules findings of such rules; left out where there are none
 */
export function withNewRules(base: BaseMeasures, newRules: FindingCounters | undefined): BaseMeasures {
  if (newRules === undefined || base.ratedFindings === null) return base;
  const added = ratedFindingsOf(newRules);
  const withAdded = (part: keyof RatedFindings): WeighingFindings => ({
    critical: base.ratedFindings![part].critical + added[part].critical,
    high: base.ratedFindings![part].high + added[part].high,
  });
  const ratedFindings = { reliability: withAdded('reliability'), maintainability: withAdded('maintainability') };
  const rating = compositeRating([base.rating, ...Object.values(ratedFindings).map(rateFindings)]);
  return { ...base, ratedFindings, rating };
}
