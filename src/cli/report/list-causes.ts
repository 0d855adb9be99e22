import { countOf } from '../../domain/count-of.js';
import { describeLoosened } from '../../domain/gate/describe-loosened.js';
import { type RuleName, RULES } from '../../domain/gate/rules.js';
import { type ScanFinding } from '../api/answers.js';
import { describeLines, describeRelated, isMarked, placeOf } from './describe-evidence.js';
import { explainTotal } from './explain-totals.js';
import { type RuleLine } from './judged-rules.js';
import { type RunResult } from './run-result.js';

const LISTED = 50;

/** Lines on what breaks a rule and where; none where nothing is known beyond its value. */
export function listCauses(line: RuleLine, result: RunResult): readonly string[] {
  const { rule } = line;
  if (rule === 'rating_min' || rule === 'duplication_pct_max') return listTotal(rule, result);
  const own = LISTS[rule];
  return own === undefined ? listCounted(line, result) : own(result);
}

function listTotal(rule: RuleName, result: RunResult): readonly string[] {
  const behind = result.ruleFindings.find((each) => each.rule === rule);
  const explained = explainTotal(rule, result);
  return [
    ...(explained === null ? [] : [explained]),
    ...(behind === undefined ? [] : listFindings(behind.findings, behind.total)),
  ];
}

/** The new findings that the rule counts; its value says how many there are. */
function listCounted({ rule, actual }: RuleLine, { newFindings }: RunResult): readonly string[] {
  const isCause = RULES[rule].causes ?? (() => false);
  const causes = newFindings.filter((finding) => isCause(finding) && !isMarked(finding));
  return listFindings(causes, typeof actual === 'number' && RULES[rule].kind === 'count' ? actual : causes.length);
}

function listFindings(findings: readonly ScanFinding[], total: number): readonly string[] {
  const lines = findings.slice(0, LISTED).map(describeFinding);
  const rest = total - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function describeFinding(finding: ScanFinding): string {
  const copies = describeRelated(finding);
  const message = copies === '' ? finding.message : `${finding.message} (${copies})`;
  return `${finding.severity} ${placeOf(finding)} ${finding.rule_id}: ${message}`;
}

const listUntested = ({ gate }: RunResult): readonly string[] =>
  (gate?.untested_files ?? []).map(
    ({ file_path: file, lines }) => `${file}: in no coverage report, ${countOf(lines, 'executable line')}`,
  );

const listCoverage = (result: RunResult): readonly string[] => [
  ...(result.gate?.uncovered ?? []).map((file) => `${file.file_path}: ${describeLines(file)}`),
  ...listUntested(result),
];

const listErrors = ({ newFindings }: RunResult): readonly string[] => {
  const errors = newFindings.filter((finding) => finding.tool_level === 'error' && !isMarked(finding));
  return listFindings(errors, errors.length);
};

const listTests =
  (status: string) =>
  ({ notableTests }: RunResult): readonly string[] =>
    notableTests
      .filter((test) => test.status === status)
      .slice(0, LISTED)
      .map(({ class_name: className, name }) => (className === null ? name : `${className} ${name}`));

const listLoosened = ({ gate }: RunResult): readonly string[] => {
  const loosened = gate?.loosened ?? [];
  const lines = loosened.slice(0, LISTED).map((each) => `${each.path}: ${describeLoosened(each)}`);
  return loosened.length > LISTED ? [...lines, `and ${loosened.length - LISTED} more`] : lines;
};

const LISTS: Partial<Readonly<Record<RuleName, (result: RunResult) => readonly string[]>>> = {
  new_coverage_min: listCoverage,
  overall_coverage_min: listCoverage,
  coverage_drop_max: listCoverage,
  new_errors_max: listErrors,
  tests_failed_max: listTests('failed'),
  tests_total_drop_max: listTests('missing'),
  loosened_settings_max: listLoosened,
  newly_skipped_tests_max: listTests('skipped'),
  new_uncovered_max: listCoverage,
  untested_files_max: listUntested,
};
