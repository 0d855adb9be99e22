import { countOf } from '../../domain/count-of.js';
import { isConfirmedType } from '../../domain/findings/marked-line.js';
import { describeDirective } from '../../domain/gate/describe-directive.js';
import { describeLoosened } from '../../domain/gate/describe-loosened.js';
import { type LineSpan } from '../../domain/gate/evidence.js';
import { type Threshold } from '../../domain/gate/exact-value.js';
import { type GateStatusAnswer, type ScanFinding, type ScanTest, type WaiverAnswer } from '../api/answers.js';
import { type Body } from '../api/body.js';
import { type UncoveredAnswer } from '../api/verdict-facts.js';
import { type FindingExcerpt, type RunResult } from './run-result.js';

/** One group of facts beside the rules: a heading with lines below it. */
export interface EvidenceGroup {
  readonly title: string;
  readonly lines: readonly EvidenceLine[];
}

/** A file, rule or tool, and a sentence about it; both may quote reports. */
export interface EvidenceLine {
  readonly subject: string;
  readonly text: string;
}

/** Longer lists are counted, not shown. */
const LISTED_LINES = 20;

/**
 * The evidence of a verdict in words: coverage first, then tools, the policy file and the service's own warnings. Groups
 * without anything to say are left out.
 */
export function describeEvidence(
  gate: GateStatusAnswer,
  {
    notableTests,
    fixed,
    waivers,
    coverageGaps,
  }: Pick<RunResult, 'notableTests' | 'fixed' | 'waivers' | 'coverageGaps'>,
): readonly EvidenceGroup[] {
  return [
    describeSuppressions(gate),
    describeLoosenedSettings(gate),
    describeAssertions(gate),
    describeUnchecked(gate),
    describeUncovered(gate),
    describeUntested(gate),
    describeGaps(coverageGaps),
    describeMoved(gate),
    describeCoverageChange(gate),
    describeUnmatched(gate),
    describeTests(gate),
    listTests('Failed tests', 'failed', notableTests, gate.tests?.failed),
    listTests('Missing tests', 'missing', notableTests, gate.tests?.from_base?.missing),
    listTests(
      'Tests that ran on the base and are now skipped',
      'skipped',
      notableTests,
      gate.tests?.from_base?.newly_skipped,
    ),
    describeFixed(fixed),
    describeWaivers(gate, waivers),
    describeFailedTools(gate),
    group('Tools that reported on the base but not here', asLines(gate.missing_tools, 'no report')),
    describePolicyFile(gate.policy_file),
    describeActions(gate),
    group(
      'Warnings',
      gate.warnings.map(({ code, message }) => ({ subject: code, text: message })),
    ),
  ].filter((each) => each !== null);
}

/** The base in one sentence; null where the verdict names none. */
export function describeBase({ base }: GateStatusAnswer): string | null {
  if (base === null) return null;
  const commit = base.commit_sha === null ? `scan ${base.scan_id}` : base.commit_sha.slice(0, 7);
  const { same_tools: areSame, unknown_tools: unknown = [] } = base;
  const { other_tools: others = [] } = base;
  const tools = areSame
    ? ''
    : others.length > 0
      ? `; version or configuration differs: ${others.join(', ')}`
      : unknown.length === 0
        ? '; its tools or their configuration differ'
        : `; version or configuration unknown: ${unknown.join(', ')}`;
  return `Compared with ${base.branch} at ${commit}, ${distanceOf(base)}${tools}${describeStack(base)}.`;
}

/** The way to the final target, by which rules on the whole code are tolerated. */
function describeStack({ via = [], target }: Body<'Base'>): string {
  if (via.length === 0) return '';
  const below = via.map(({ pr_number: number }) => `#${number}`).join(', ');
  const whole =
    target == null
      ? 'the final target has no scan to compare the whole code with'
      : `rules on the whole code are compared with ${target.branch}`;
  return `; on top of ${below}; ${whole}`;
}

function distanceOf({ exact, commits_behind: behind }: Body<'Base'>): string {
  if (exact) return 'the merge base';
  if (behind === null) return 'the newest scan of that branch';
  return `${countOf(behind, 'commit')} before the merge base`;
}

/** Added directives with place, reason and what they hide. */
function describeSuppressions({ suppressions }: GateStatusAnswer): EvidenceGroup | null {
  if (!suppressions || suppressions.added === 0) return null;
  const lines = suppressions.items.map((item) => ({
    subject: placeOf(item),
    text: describeDirective(item),
  }));
  const rest = suppressions.added - lines.length;
  return group(`New directives that silence tools (${suppressions.added})`, [
    ...lines,
    ...(rest > 0 ? [{ subject: 'and', text: `${rest} more` }] : []),
  ]);
}

/** Added directives for forms that list places: with reason and what they hide. */
export const directiveNotes = (gate: GateStatusAnswer | null) =>
  (gate?.suppressions?.items ?? []).map((item) => ({
    ...{ path: item.file_path, line: item.line, issueId: item.issue_id, rule: `${item.family}/${item.directive}` },
    message: `The change adds a directive that silences a tool: ${describeDirective(item)}`,
  }));

/** Settings by which tools look for less, with their values. */
const describeLoosenedSettings = ({ loosened }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    `Loosened tool settings (${loosened?.length ?? 0})`,
    cut(
      (loosened ?? []).map((setting) => ({ subject: setting.path, text: describeLoosened(setting) })),
      'more setting',
    ),
  );

const describeAssertions = ({ assertions }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Test files with fewer assertions',
    cut((assertions ?? []).map(({ file_path: file, from, to }) => ({ subject: file, text: `${from}, now ${to}` }))),
  );

const describeUnchecked = ({ changes }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Problems that tools no longer check for',
    changes?.no_longer_checked ? [{ subject: countOf(changes.no_longer_checked, 'problem'), text: 'not fixed' }] : [],
  );

/** The steps that turn the verdict, with their places. */
function describeActions({
  next_actions: actions,
  next_actions_total: totals,
}: GateStatusAnswer): EvidenceGroup | null {
  const total = Object.values(totals).reduce((sum, count) => sum + count, 0);
  const lines = actions.slice(0, LISTED_LINES).map(({ file_path: file, range, name, rule, text }) => ({
    subject: file === null ? (name ?? rule ?? 'scan') : placeOf({ file_path: file, line: range?.[0] ?? null }),
    text: [file === null || name === null ? '' : `${name}: `, text, rule === null ? '' : ` (${rule})`].join(''),
  }));
  const rest = Math.max(total, actions.length) - lines.length;
  return group(
    'What would change the verdict',
    rest > 0 ? [...lines, { subject: 'and', text: countOf(rest, 'more step') }] : lines,
  );
}

const describeMoved = ({ moved_lines: moved }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Moved lines',
    moved
      ? [{ subject: countOf(moved, 'line'), text: 'moved, or changed only in white space; not counted as new' }]
      : [],
  );

/** Line ranges as people write them: `3-7, 12`. */
export const formatRanges = (ranges: readonly LineSpan[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');

/** Uncovered lines of a file as people write them: `lines 3-7, 12`, or `line 12`. */
export function describeLines({ ranges, more_lines: more = 0 }: UncoveredAnswer): string {
  const isOne = more === 0 && ranges.length === 1 && ranges[0]![0] === ranges[0]![1];
  return `${isOne ? 'line' : 'lines'} ${formatRanges(ranges)}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The evidence that made a finding new. */
export function whyNew(finding: ScanFinding): string {
  const { new_because: because, matched_by: matchedBy, was, nearest } = finding;
  if (was) return `worse: was ${was.severity}, ${was.message}`;
  const closest = nearest ? `; closest is ${placeOf(nearest)}, which differs in ${wordsOf(nearest.differs_in)}` : '';
  if (because) return `${NEW_BECAUSE[because] ?? because.replaceAll('_', ' ')}${closest}`;
  return matchedBy ? matchedBy.replaceAll('_', ' ') : `nothing like it in the baseline${closest}`;
}

/** True for a finding that is marked as a false positive or accepted: it breaks no rule. */
export const isMarked = ({ type, ...marks }: ScanFinding): boolean =>
  marks.is_accepted === true ||
  (marks.user_marked_fp === true && !(marks.mark_line_edited === true && isConfirmedType(type)));

/** Mark of a finding, which takes it out of all rules while it counts, and the evidence that made it new. */
export const remarkOn = (finding: ScanFinding): string => [...markOn(finding), whyNew(finding)].join('; ');

function markOn(finding: ScanFinding): string[] {
  if (finding.is_accepted === true) return ['accepted'];
  if (finding.user_marked_fp !== true) return [];
  if (finding.mark_line_edited !== true) return ['false positive'];
  return [isMarked(finding) ? 'false positive, line edited' : 'false positive to confirm: its line was edited'];
}

const NEW_BECAUSE: Readonly<Record<string, string>> = {
  added_line: 'on an added line',
  edited_scope: 'in code that the change edits',
  consequence: 'a consequence of the change',
  worsened: 'worse than on the base',
  no_base: 'nothing to compare with',
  not_in_base: 'nothing like it in the base',
};

const wordsOf = (value: string | readonly string[]): string =>
  (typeof value === 'string' ? [value] : value).join(', ').replaceAll('_', ' ');

/** A place as editors take it: `src/a.js:12`. */
export const placeOf = ({ file_path: file, line }: Pick<ScanFinding, 'file_path' | 'line'>): string =>
  file === null ? '(no file)' : line === null ? file : `${file}:${line}`;

/** The other places of a copied text: `also at src/a.js:3, src/b.js:9`; empty where the message names all. */
export function describeRelated({ related = [], message }: ScanFinding): string {
  const unnamed = related.filter((place) => !namesPlace(message, placeOf(place)));
  const listed = unnamed.slice(0, LISTED_PLACES).map(placeOf);
  const rest = unnamed.length - listed.length;
  if (listed.length === 0) return '';
  return `also at ${listed.join(', ')}${rest > 0 ? ` and ${countOf(rest, 'more place')}` : ''}`;
}

/** True where a message has the place, and not one that begins like it: `src/a.js:3` is not in `src/a.js:30`. */
const namesPlace = (message: string, place: string): boolean =>
  message.split(place).some((rest, at) => at > 0 && !/^\d/.test(rest));

const LISTED_PLACES = 5;

const group = (title: string, lines: readonly EvidenceLine[]): EvidenceGroup | null =>
  lines.length === 0 ? null : { title, lines };

const asLines = (subjects: readonly string[], text: string): readonly EvidenceLine[] =>
  subjects.map((subject) => ({ subject, text }));

function cut(lines: readonly EvidenceLine[], noun = 'more file', total = lines.length): readonly EvidenceLine[] {
  const rest = total - Math.min(lines.length, LISTED_LINES);
  return rest <= 0 ? lines : [...lines.slice(0, LISTED_LINES), { subject: 'and', text: countOf(rest, noun) }];
}

/** Message at added lines that no test runs. */
export const UNCOVERED_MESSAGE = 'The change adds this and no test runs it.';

const describeUncovered = ({ uncovered }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Added lines that no test runs',
    cut((uncovered ?? []).map((file) => ({ subject: file.file_path, text: describeLines(file) }))),
  );

const describeUntested = ({ untested_files: files }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Changed files that no coverage report contains',
    cut(
      (files ?? []).map(({ file_path: file, lines }) => ({ subject: file, text: countOf(lines, 'executable line') })),
    ),
  );

function describeCoverageChange({ changes }: GateStatusAnswer): EvidenceGroup | null {
  const pct = changes?.coverage_pct ?? null;
  if (pct === null || pct.from === pct.to) return null;
  const { from, to } = pct;
  return group('Coverage of all code', [{ subject: `${from} % to ${to} %`, text: from > to ? 'less' : 'more' }]);
}

const describeUnmatched = ({ unmatched_paths: unmatched }: GateStatusAnswer): EvidenceGroup | null =>
  unmatched === null || unmatched.count === 0
    ? null
    : group(`Report paths that match no file, or several (${unmatched.count})`, [
        ...asLines(unmatched.paths, 'counts nowhere'),
      ]);

function describeTests({ tests }: GateStatusAnswer): EvidenceGroup | null {
  if (tests === null) return null;
  const counts = [
    ['failed', tests.failed, 'failed in every run'],
    ['flaky', tests.flaky, 'failed and passed'],
    ['skipped', tests.skipped, 'did not run'],
    ['missing', tests.from_base?.missing ?? 0, 'on the base, but missing here and not renamed'],
    ['newly skipped', tests.from_base?.newly_skipped ?? 0, 'ran on the base'],
  ] as const;
  const lines = counts.flatMap(([word, count, text]) => (count === 0 ? [] : [{ subject: `${count} ${word}`, text }]));
  return group(`Tests (${tests.passed} of ${tests.total} passed)`, [
    ...lines,
    ...(tests.total === 0 && lines.length > 0
      ? [{ subject: 'no test', text: 'is in the reports: the suite probably did not compile or run' }]
      : []),
  ]);
}

/** The tests that were read, which may be fewer than `total`. */
function listTests(
  title: string,
  status: ScanTest['status'],
  tests: readonly ScanTest[],
  total = 0,
): EvidenceGroup | null {
  const listed = tests.filter((test) => test.status === status);
  const lines = listed.map((test) => ({ subject: nameOf(test), text: reasonOf(test) }));
  return group(title, cut(lines, 'more test', Math.max(total, lines.length)));
}

const nameOf = ({ class_name: className, name }: ScanTest): string =>
  className === null || name.startsWith(className) ? name : `${className} ${name}`;

/** Its place and the first line of its text. */
const reasonOf = ({ file, line, message }: ScanTest): string =>
  [file === null ? '' : placeOf({ file_path: file, line }), message?.split('\n')[0] ?? '']
    .filter((text) => text !== '')
    .join(': ');

const describeGaps = (gaps: FindingExcerpt | null): EvidenceGroup | null =>
  gaps === null ? null : describeExcerpt(`Files with little coverage (${gaps.total})`, gaps);

const describeFixed = (fixed: FindingExcerpt | null): EvidenceGroup | null =>
  fixed === null ? null : describeExcerpt(`Fixed findings (${fixed.total})`, fixed);

/** Places with rule and message; the rest of them in a number. */
function describeExcerpt(title: string, { findings, total }: FindingExcerpt): EvidenceGroup | null {
  const listed = findings.slice(0, LISTED_LINES).map((finding) => ({
    subject: placeOf(finding),
    text: [`${finding.severity} ${finding.tool} ${finding.rule_id}: ${finding.message}`, describeRelated(finding)]
      .filter((part) => part !== '')
      .join('; '),
  }));
  const rest = total - listed.length;
  return group(title, rest > 0 ? [...listed, { subject: 'and', text: `${rest} more` }] : listed);
}

/** The findings of all code behind broken rules, a group for each rule. */
export const describeCauses = ({ ruleFindings }: RunResult): readonly EvidenceGroup[] =>
  ruleFindings.flatMap(
    ({ rule, ...excerpt }) => describeExcerpt(`What breaks ${rule} (${excerpt.total})`, excerpt) ?? [],
  );

const describeWaivers = (gate: GateStatusAnswer, waivers: readonly WaiverAnswer[]): EvidenceGroup | null =>
  group(
    'Waived rules',
    gate.waived_violations.flatMap(({ rule, waiver_id: id }) =>
      waivers.filter((waiver) => waiver.id === id).map((waiver) => ({ subject: rule, text: describeWaiver(waiver) })),
    ),
  );

/** A waiver with its author, end and reason: `waiver 5 by Ada Byron until 2026-05-01: the reason`. */
function describeWaiver({ id, created_by_name: author, expires_at: end, reason }: WaiverAnswer): string {
  const until = end === null ? 'without an end date' : `until ${end.slice(0, 10)}`;
  return `waiver ${id}${author === null ? '' : ` by ${author}`} ${until}: ${reason}`;
}

const describeFailedTools = ({ reports }: GateStatusAnswer): EvidenceGroup | null =>
  group(
    'Tools without a full result',
    reports.flatMap(({ tool, state }) =>
      state === 'ok' ? [] : [{ subject: tool, text: TOOL_STATES[state] ?? state.replaceAll('_', ' ') }],
    ),
  );

const TOOL_STATES: Readonly<Record<string, string>> = {
  failed: 'its run failed, so its findings are unknown',
  partial: 'its run stopped early, so some findings are unknown',
  not_run: 'it scanned nothing',
  owed: 'announced but not uploaded before completion',
};

function describePolicyFile(effect: Body<'PolicyFile'> | null): EvidenceGroup | null {
  if (effect === null) return null;
  return group(`The repository's policy file (${effect.mode.replaceAll('_', ' ')})`, [
    ...asLines(effect.applied, 'applied'),
    ...effect.ignored.map(({ rule, value, reason }) => ({
      subject: rule,
      text: `ignored (${JSON.stringify(value)}): ${reason.replaceAll('_', ' ')}`,
    })),
  ]);
}

/** A measured value; a dash where there is none. */
export const showValue = (value: Threshold | null): string => (value === null ? '-' : String(value));
