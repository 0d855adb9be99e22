import { type Warning, warningOf } from '../warning.js';

/** A change, and the base that it is compared with. */
export interface ComparedChange {
  /** The branch that it is to be merged into. */
  readonly targetBranch: string;
  /** CI named the merge base. */
  readonly isMergeBaseKnown: boolean;
  readonly base: ComparedBase | null;
  /** Unrecognized findings that count as inherited, as the change left their lines alone. */
  readonly untouchedCount: number;
  /** Rules that the base has no finding of, and that report on lines that the change did not touch. */
  readonly newRules: readonly string[];
  /** Unrecognized findings that count as inherited, on lines in which the change edits white space alone. */
  readonly reindentedCount: number;
}

export interface ComparedBase {
  readonly branch: string;
  readonly commitSha: string | null;
  readonly isExact: boolean;
  readonly commitsBehind: number | null;
}

/** Warnings on the comparison, for readers of the verdict: it rests on a guess or on nothing, or left findings out. */
export function warnOfBase({
  targetBranch,
  isMergeBaseKnown,
  base,
  untouchedCount,
  newRules,
  reindentedCount,
}: ComparedChange): Warning[] {
  const comparison = describeComparison(base, targetBranch);
  const warnings: Warning[] = [];
  if (!isMergeBaseKnown)
    warnings.push(warningOf('base_unknown', `The scan does not name a merge base (base_sha): ${comparison}.`));
  else if (base === null)
    warnings.push(warningOf('no_base', `Nothing to compare with: ${targetBranch} has no completed scan.`));
  if (untouchedCount > 0) {
    const findings = untouchedCount === 1 ? '1 finding' : `${untouchedCount} findings`;
    warnings.push(
      warningOf(
        'inherited_untouched',
        `${findings} on lines that the change did not touch ${untouchedCount === 1 ? 'counts' : 'count'} as inherited: ${comparison}.`,
      ),
    );
  }
  if (newRules.length > 0)
    warnings.push(
      warningOf(
        'rules_new_to_base',
        `Some rules have no finding on the base but report lines that the change did not touch. These findings count as inherited: ${namesOf(newRules)}.`,
      ),
    );
  if (reindentedCount > 0) {
    const findings =
      reindentedCount === 1
        ? '1 finding is not on the base, but only white space changed on its line, so it counts'
        : `${reindentedCount} findings are not on the base, but only white space changed on their lines, so they count`;
    warnings.push(warningOf('lines_reindented', `${findings} as inherited.`));
  }
  return warnings;
}

const SHOWN_RULES = 10;

const namesOf = (rules: readonly string[]): string =>
  rules.slice(0, SHOWN_RULES).join(', ') +
  (rules.length > SHOWN_RULES ? ` and ${rules.length - SHOWN_RULES} more` : '');

/** Digits of a commit in texts for people. */
const SHOWN_DIGITS = 7;

/** e.g. "compared with main at abc1234, 3 commits before the merge base" */
export function describeComparison(base: ComparedBase | null, targetBranch: string): string {
  if (base === null) return `${targetBranch} has no completed scan to compare with`;
  const { branch, commitSha, isExact, commitsBehind } = base;
  const place = commitSha === null ? branch : `${branch} at ${commitSha.slice(0, SHOWN_DIGITS)}`;
  if (isExact) return `compared with ${place}, the merge base`;
  if (commitsBehind === null) return `compared with ${place}, its newest scan`;
  return `compared with ${place}, ${commitsBehind === 1 ? '1 commit' : `${commitsBehind} commits`} before the merge base`;
}
