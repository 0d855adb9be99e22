import { RULE_TITLES, type RuleName } from '../../../gate/words';
import { countOf, formatCount, formatDay, formatList, NONE } from '../../../ui/format';
import { type Approved } from './changes.queries';
import { type WaiverRequest, type WaiverState } from './waivers.queries';

/** Names of the lists, and what an empty one means. */
export const STATE_WORDS: Readonly<Record<WaiverState, { readonly label: string; readonly empty: string }>> = {
  in_force: { label: 'In force', empty: 'No waiver is in force: every violation counts' },
  ending_soon: { label: 'Ending soon', empty: 'No waiver ends within 14 days' },
  unused: { label: 'Unused for 14 days', empty: 'Every waiver that is at least 14 days old was used' },
  requested: { label: 'Requested', empty: 'No request is open' },
};

/** The numbers of waivers in one sentence or two. */
export function summaryOf(counts: Readonly<Record<WaiverState, number>>): string {
  const { in_force, ending_soon, unused, requested } = counts;
  const remarks = [
    ending_soon > 0 && `${formatCount(ending_soon)} ${ending_soon === 1 ? 'ends' : 'end'} within 14 days`,
    unused > 0 && `${formatCount(unused)} ${unused === 1 ? 'has' : 'have'} been unused for 14 days`,
  ].filter((words) => words !== false);
  const made =
    in_force === 0 ? 'None is in force' : `${formatCount(in_force)} ${in_force === 1 ? 'is' : 'are'} in force`;
  const open = requested === 0 ? '' : ` ${formatCount(requested)} ${requested === 1 ? 'is' : 'are'} requested.`;
  return `${[made, ...remarks].join(', ')}.${open}`;
}

const LEAST_COVERAGE = 'Lowest tolerated coverage, in percent. Empty: any.';
const WORST_RATING = 'Worst tolerated rating, A to E. Empty: any.';
const MOST_SUPPRESSIONS = 'Highest tolerated number of new suppressions. Empty: any number.';
const MOST_DUPLICATION = 'Highest tolerated duplication, in percent. Empty: any.';

/** Bounds of rules that count no findings. */
const BOUND_HINTS: Readonly<Partial<Record<RuleName, string>>> = {
  rating_min: WORST_RATING,
  change_rating_min: WORST_RATING,
  new_coverage_min: LEAST_COVERAGE,
  overall_coverage_min: LEAST_COVERAGE,
  coverage_drop_max: 'Largest tolerated loss, in percentage points. Empty: any.',
  duplication_pct_max: MOST_DUPLICATION,
  new_duplication_pct_max: MOST_DUPLICATION,
  tests_failed_max: 'Highest tolerated number of failed tests. Empty: any number.',
  tests_total_drop_max: 'Highest tolerated number of missing tests. Empty: any number.',
  new_suppressions_max: MOST_SUPPRESSIONS,
  new_unexplained_suppressions_max: MOST_SUPPRESSIONS,
  new_hidden_high_max: 'Highest tolerated number of hidden problems. Empty: any number.',
  loosened_settings_max: 'Highest tolerated number of loosened settings. Empty: any number.',
  newly_skipped_tests_max: 'Highest tolerated number of newly skipped tests. Empty: any number.',
  new_branch_coverage_min: LEAST_COVERAGE,
  new_uncovered_max: 'Highest tolerated number of uncovered lines. Empty: any number.',
  untested_files_max: 'Highest tolerated number of untested files. Empty: any number.',
};

/** Meaning of a waiver's bound under a rule. */
export const boundHint = (rule: RuleName): string =>
  BOUND_HINTS[rule] ?? 'Highest tolerated number of findings. Empty: any number.';

interface Scope {
  readonly repo_id: number | null;
  readonly repo_name: string | null;
  readonly pr_number: number | null;
}

/** Part of the organization that a waiver reaches. */
export function scopeWords({ repo_id, repo_name, pr_number }: Scope): string {
  if (repo_id === null) return 'The whole organization';
  const repo = repo_name ?? `Repository ${repo_id}`;
  return pr_number === null ? repo : `${repo} #${pr_number}`;
}

/** Maker of a request, with the kind of a key. */
export const nameOfMaker = ({ created_by_name, by }: Pick<WaiverRequest, 'created_by_name' | 'by'>): string =>
  (created_by_name ?? NONE) + (by.kind === null ? '' : ` (${by.kind})`);

/** Subject of a request in words: the rule to waive, or the problem to accept by its rule and place. */
export const subjectOf = ({ rule, problem }: Pick<WaiverRequest, 'rule' | 'problem'>): string =>
  rule !== null
    ? RULE_TITLES[rule]
    : problem === null
      ? 'accepting a problem'
      : `accepting “${problem.rule_id}”${placed(problem)}`;

type Problem = NonNullable<WaiverRequest['problem']>;

const placed = (problem: Problem): string => (problem.file_path === null ? '' : ` in ${placeOf(problem)}`);

/** File and line of a problem. */
export const placeOf = ({ file_path, line }: Problem): string =>
  line === null ? `${file_path}` : `${file_path}:${line}`;

/** Consequence of an approval: what is let pass where, and until when. */
export function consequenceOf(request: WaiverRequest): string {
  const until = request.expires_at === null ? 'permanently' : `until ${formatDay(request.expires_at)}`;
  const bound = request.max_actual === null ? '' : `, at most ${request.max_actual}`;
  return request.rule === null
    ? `The problem does not count in ${scopeWords(request)} ${until}.`
    : `${scopeWords(request)} may break ${RULE_TITLES[request.rule]}${bound}, ${until}.`;
}

/** Most verdicts that are named. */
const NAMED = 3;

/** Result of an approval: the verdicts that turned. */
export function approvedWords({ changes_verdicts: turned }: Pick<Approved, 'changes_verdicts'>): string {
  if (turned.length === 0) return 'Approved. No verdict changes.';
  const names = turned.slice(0, NAMED).map(({ repo, branch, pr_number: number, from, to }) => {
    const place = number === null ? `${repo} at ${branch}` : `${repo} #${number}`;
    return `${place} from ${GATE_WORDS[from]} to ${GATE_WORDS[to]}`;
  });
  const rest = turned.length - names.length;
  return `Approved. ${countOf(turned.length, 'verdict')} ${turned.length === 1 ? 'changes' : 'change'}: ${formatList([...names, ...(rest > 0 ? [`${rest} more`] : [])])}.`;
}

const GATE_WORDS = { failed: 'failed', passed: 'passed', not_configured: 'not judged' } as const;
