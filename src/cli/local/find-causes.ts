import { type FindingTraits } from '../../domain/gate/causes.js';
import { type Judgement } from '../../domain/gate/judge-scan.js';
import { RULES } from '../../domain/gate/rules.js';
import { isRatedByFindings } from '../../domain/ratings/ratings.js';
import { type ScanFinding } from '../api/answers.js';
import { type RunResult } from '../report/run-result.js';

/** Findings beyond this many are counted. */
const LISTED_CAUSES = 50;

/**
 * The findings of all code behind broken rules that measure all code.
 *
 * @param problems that count, worst first
 */
export function findCauses<Problem>(
  { rules, ratings }: Judgement,
  problems: readonly Problem[],
  traitsOf: (problem: Problem) => FindingTraits,
  toScanFinding: (problem: Problem, index: number) => ScanFinding,
): RunResult['ruleFindings'] {
  return rules.violations.flatMap(({ rule }) => {
    if (rule !== 'duplication_pct_max' && !(rule === 'rating_min' && isRatedByFindings(ratings))) return [];
    const isCause = RULES[rule].causes!;
    const causes = problems.filter((problem) => isCause(traitsOf(problem)));
    return [{ rule, findings: causes.slice(0, LISTED_CAUSES).map(toScanFinding), total: causes.length }];
  });
}
