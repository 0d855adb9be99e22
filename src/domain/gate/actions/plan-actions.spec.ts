import fc from 'fast-check';
import { isNightly } from '../../../../test/support/programme.js';
import { DEBT_KINDS, PROBLEM_TYPES, SEVERITIES } from '../../findings/finding.js';
import { type IssueId, type RepoId } from '../../ids.js';
import { countFindings } from '../../ratings/scan-counters.js';
import { type AddedDirective, explainSuppressions } from '../../suppressions/suppressions-evidence.js';
import { NO_EVIDENCE } from '../evidence.js';
import { type GateInputs, judgeFailedScan, judgeScan } from '../judge-scan.js';
import { DEFAULT_SWITCHES } from '../organization-switches.js';
import { DEFAULT_POLICY, type GatePolicy } from '../policy.js';
import { type RuleName } from '../rules.js';
import { ratedFindingsOf } from '../whole-code.js';
import { type ActionFacts, type CandidateFinding, NO_ACTION_FACTS, type PlacedLines } from './action-facts.js';
import { type ActionEffect, afterActions } from './after-actions.js';
import { type NextAction } from './next-action.js';
import { fewestRanges, planActions } from './plan-actions.js';

const COUNTED = { isFalsePositive: false, isSuppressed: false } as const;
const AT = new Date('2026-11-30T12:00:00Z');
const SCAN = { repoId: 1 as RepoId, prNumber: 7, isBaselineScan: false };
const EVERY_RULE: GatePolicy = { ...DEFAULT_POLICY, duplication_pct_max: 3 };

const linesOf = (places: readonly PlacedLines[]): number => places.reduce((sum, { lines }) => sum + lines, 0);

/** Inputs that a scan with these places has, beside lines that are fine. */
const inputsOf = (facts: ActionFacts, policy: GatePolicy, more: Partial<GateInputs> = {}): GateInputs => ({
  config: { enabled: true, blockMergeOnFail: true, appliesToNewCodeOnly: true, revision: 1, policy },
  repoPolicy: { revision: 0, isSet: false },
  switches: { ...DEFAULT_SWITCHES, switchesRevision: 0 },
  policyFile: null,
  waivers: [],
  counters: countFindings(
    facts.findings.map((each) => ({ ...each, ...COUNTED, toolLevel: each.isToolError ? 'error' : null })),
  ),
  hasFindingsReport: true,
  duplicationPct: linesOf(facts.copies) / 10,
  duplicatedLines: linesOf(facts.copies),
  newDuplication: { duplicated: linesOf(facts.addedCopies), added: linesOf(facts.addedCopies) + 20 },
  coverage: {
    fileCount: 1,
    linesTotal: linesOf(facts.uncovered) + 50,
    linesCovered: 50,
    changedLinesTotal: linesOf(facts.uncoveredAdded) + 10,
    changedLinesCovered: 10,
    detail: {
      ...{ uncovered: null, untested: [], untestedLines: 0, unmatchedNames: [] },
      unmatchedPaths: { count: 0, firstTen: [] },
      branches: { branchesTotal: linesOf(facts.untakenBranches) + 6, branchesCovered: 6 },
      untestedFiles: facts.untestedFiles.length,
    },
  },
  base: null,
  coverageFormats: ['lcov'],
  defaultBranchHasCoverage: true,
  evidence: {
    ...NO_EVIDENCE,
    tests: {
      ...{ total: 100, passed: 100 - facts.failedTests.length, failed: facts.failedTests.length, skipped: 0, flaky: 0 },
      fromBase: { total: 100, missing: facts.missingTests.length, newlySkipped: facts.skippedTests.length },
    },
  },
  ...more,
});

const judge = (inputs: GateInputs) => judgeScan(SCAN, inputs, AT);
const plan = (facts: ActionFacts, inputs: GateInputs) => planActions(judge, inputs, judge(inputs), facts);

/** The effect of actions, by their own fields alone. */
function effectOf(actions: readonly NextAction[], facts: ActionFacts, covers: keyof ActionEffect): ActionEffect {
  const lines = (kind: NextAction['kind']) =>
    actions
      .filter((action) => action.kind === kind && action.issueId === null)
      .reduce((sum, { range }) => sum + range![1] - range![0] + 1, 0);
  const fixed = actions.flatMap(({ issueId }) =>
    facts.findings
      .filter((each) => each.issueId === issueId)
      .map((each) => ({ ...each, count: 1, toolErrors: Number(each.isToolError) })),
  );
  const count = (kind: NextAction['kind'], rule?: RuleName) =>
    actions.filter((action) => action.kind === kind && action.rule === (rule ?? action.rule)).length;
  const isAdded = actions.some(({ rule }) => rule === 'new_duplication_pct_max');
  return {
    fixed,
    [covers]: covers === 'testedFiles' ? count('cover') : lines('cover'),
    [isAdded ? 'removedAdded' : 'removed']: lines('remove_duplicate'),
    fixedTests: count('fix_test'),
    restoredTests: count('restore_test', 'tests_total_drop_max'),
    unskippedTests: count('restore_test', 'newly_skipped_tests_max'),
  };
}

/** Effects of covering, by rules. */
const COVERS: Partial<Readonly<Record<RuleName, keyof ActionEffect>>> = {
  new_branch_coverage_min: 'takenBranches',
  new_uncovered_max: 'coveredAdded',
  untested_files_max: 'testedFiles',
};

const severity = fc.constantFrom(...SEVERITIES);
const findings = fc
  .array(
    fc.record({
      type: fc.constantFrom(...PROBLEM_TYPES),
      severity,
      debtKind: fc.constantFrom(...DEBT_KINDS),
      isNew: fc.boolean(),
      isToolError: fc.boolean(),
      complexity: fc.option(fc.integer({ min: 11, max: 90 })),
    }),
    { maxLength: 60 },
  )
  .map((all): CandidateFinding[] =>
    all.map((each, at) => ({
      ...each,
      issueId: (at + 1) as IssueId,
      filePath: `src/${at % 7}.ts`,
      range: [at + 1, at + 1 + (at % 5)],
    })),
  );
const places = fc
  .array(fc.integer({ min: 1, max: 30 }), { maxLength: 25 })
  .map((lengths): PlacedLines[] =>
    lengths.map((lines, at) => ({ filePath: `src/${at % 5}.ts`, range: [at * 100 + 1, at * 100 + lines], lines })),
  );
const tests = fc
  .nat(6)
  .map((count) => Array.from({ length: count }, (_, at) => ({ name: `test ${at}`, filePath: null, range: null })));
const someFacts: fc.Arbitrary<ActionFacts> = fc.record({
  findings,
  uncoveredAdded: places,
  uncovered: places,
  untakenBranches: places,
  untestedFiles: places.map((files) => files.map((place) => ({ ...place, lines: 1 }))),
  addedCopies: places,
  copies: places,
  failedTests: tests,
  missingTests: tests,
  skippedTests: tests,
});
const count = fc.nat(6);
const percent = fc.integer({ min: 0, max: 100 });
const somePolicy: fc.Arbitrary<GatePolicy> = fc.record({
  new_critical_max: count,
  new_high_max: count,
  duplication_pct_max: percent,
  complexity_new_max: count,
  rating_min: fc.constantFrom('A', 'B', 'C', 'D'),
  new_coverage_min: percent,
  new_medium_max: count,
  new_total_max: count,
  new_security_max: count,
  new_duplication_pct_max: percent,
  overall_coverage_min: percent,
  coverage_drop_max: fc.integer({ min: 0, max: 20 }),
  tests_failed_max: count,
  tests_total_drop_max: count,
  newly_skipped_tests_max: count,
  new_branch_coverage_min: percent,
  new_uncovered_max: fc.nat(90),
  untested_files_max: count,
  new_errors_max: count,
  change_rating_min: fc.constantFrom('A', 'B', 'C', 'D'),
});
const someBase = fc.option(
  someFacts.map((facts) => ({
    hasTests: true,
    duplicationPct: linesOf(facts.copies) / 10,
    duplicatedLines: linesOf(facts.copies),
    rating: judgeScan(SCAN, inputsOf(facts, EVERY_RULE), AT).ratings.quality,
    allLines: { linesTotal: linesOf(facts.uncovered) + 50, linesCovered: 50 },
    ratedFindings: ratedFindingsOf(
      countFindings(
        facts.findings.map((each) => ({ ...each, ...COUNTED, toolLevel: each.isToolError ? 'error' : null })),
      ).all,
    ),
  })),
);

const aFinding = (id: number, more: Partial<CandidateFinding> = {}): CandidateFinding => ({
  ...{
    issueId: id as IssueId,
    type: 'bug',
    severity: 'high',
    debtKind: 'other',
    isNew: true,
    complexity: null,
    isToolError: false,
  },
  ...{ filePath: 'src/a.ts', range: [id, id] },
  ...more,
});

describe('the actions of a broken rule', () => {
  it('turn it, and none of them can be left out', () => {
    fc.assert(
      fc.property(someFacts, somePolicy, someBase, fc.boolean(), (facts, policy, base, appliesToNewCodeOnly) => {
        const made = inputsOf(facts, policy, { base });
        const inputs = { ...made, config: { ...made.config!, appliesToNewCodeOnly } };
        const before = judgeScan(SCAN, inputs, AT);
        const { actions, totals } = plan(facts, inputs);
        const isBroken = (rule: RuleName, some: readonly NextAction[]) => {
          const isOnAdded = rule === 'new_coverage_min' && before.rules.basis === 'changed_lines';
          const covers = isOnAdded ? 'coveredAdded' : (COVERS[rule] ?? 'covered');
          const after = afterActions(inputs, effectOf(some, facts, covers));
          return judgeScan(SCAN, after, AT).rules.violations.some((violation) => violation.rule === rule);
        };
        expect(Object.keys(totals).sort()).toEqual(before.rules.violations.map(({ rule }) => rule).sort());
        for (const { rule } of before.rules.violations) {
          const own = actions.filter((action) => action.rule === rule);
          expect(own).toHaveLength(totals[rule]!);
          if (own.some(({ kind }) => kind === 'request_waiver')) continue;
          expect([rule, isBroken(rule, own)]).toEqual([rule, false]);
          for (const left of own)
            expect([
              rule,
              isBroken(
                rule,
                own.filter((each) => each !== left),
              ),
            ]).toEqual([rule, true]);
        }
      }),
      { numRuns: isNightly ? 2_000 : 100 },
    );
  });

  it('are the cheapest findings above the threshold, at it none', () => {
    const policy = { ...EVERY_RULE, rating_min: null, new_high_max: 2 };
    const three = [
      aFinding(1, { debtKind: 'complexity_f' }),
      aFinding(2),
      aFinding(3, { type: 'complexity', complexity: 35 }),
    ];
    const of = (all: CandidateFinding[]) =>
      plan({ ...NO_ACTION_FACTS, findings: all }, inputsOf({ ...NO_ACTION_FACTS, findings: all }, policy));
    expect(of(three.slice(0, 2))).toEqual({ actions: [], totals: {} });
    expect(of(three)).toEqual({
      actions: [
        {
          ...{ kind: 'fix', rule: 'new_high_max', filePath: 'src/a.ts', range: [2, 2], issueId: 2, name: null },
          ...{ text: 'Fix this finding: high, bug.', minutes: 10, enoughWith: 1 },
        },
      ],
      totals: { new_high_max: 1 },
    });
    expect(of([...three, aFinding(4, { type: 'complexity', complexity: 8 })]).actions).toMatchObject([
      { kind: 'split', minutes: 8, text: 'Split this function: its complexity is 8.' },
      { kind: 'fix', issueId: 2 },
    ]);
  });

  it('are waivers where no place is known, and reports where they are owed', () => {
    const of = (policy: GatePolicy, more: Partial<GateInputs>) =>
      plan(NO_ACTION_FACTS, inputsOf(NO_ACTION_FACTS, policy, more)).actions;
    const none = { ...EVERY_RULE, rating_min: null, new_coverage_min: null };
    expect(of(none, { duplicationPct: 9, duplicatedLines: null })).toMatchObject([
      { kind: 'request_waiver', rule: 'duplication_pct_max', minutes: null },
    ]);
    const noCoverage = {
      fileCount: 0,
      linesTotal: 0,
      linesCovered: 0,
      changedLinesTotal: null,
      changedLinesCovered: null,
    };
    expect(of({ ...none, new_coverage_min: 80 }, { coverage: noCoverage })).toMatchObject([
      { kind: 'send_report', rule: 'new_coverage_min' },
    ]);
    const reports = { reports: [{ tool: 'eslint', state: 'failed' as const }], missingTools: [] };
    const failed = {
      evidence: { ...NO_EVIDENCE, reports },
      switches: { ...DEFAULT_SWITCHES, onToolFailure: 'fail' as const, switchesRevision: 0 },
    };
    expect(of(none, failed)).toMatchObject([{ kind: 'send_report', rule: null, name: 'eslint' }]);
  });

  it('are the announced reports that did not come, whatever else is missing', () => {
    const reports = { reports: [{ tool: 'eslint', state: 'owed' as const }], missingTools: ['bandit'] };
    const inputs = inputsOf(
      NO_ACTION_FACTS,
      { ...EVERY_RULE, rating_min: null, new_coverage_min: null },
      {
        evidence: { ...NO_EVIDENCE, reports },
      },
    );
    expect(judge(inputs)).toMatchObject({ status: 'failed', reason: 'missing_tool' });
    expect(plan(NO_ACTION_FACTS, inputs).actions).toMatchObject([{ kind: 'send_report', rule: null, name: 'eslint' }]);
  });

  it('are branches to take and files to load', () => {
    const place = (filePath: string, line: number, lines: number): PlacedLines => ({
      ...{ filePath, lines },
      range: [line, line],
    });
    const facts = {
      ...NO_ACTION_FACTS,
      untakenBranches: [place('a.ts', 3, 1), place('b.ts', 7, 3)],
      untestedFiles: [place('c.ts', 1, 1), place('d.ts', 1, 1)],
    };
    const policy = { ...EVERY_RULE, rating_min: null, new_coverage_min: null };
    const limits = { ...policy, new_branch_coverage_min: 85, untested_files_max: 1 };
    expect(plan(facts, inputsOf(facts, limits)).actions).toMatchObject([
      { rule: 'untested_files_max', text: 'Load this file in a test. No coverage report contains it.', minutes: 1 },
      {
        rule: 'new_branch_coverage_min',
        range: [7, 7],
        text: 'Cover 3 more branches of this line with tests.',
        minutes: 3,
      },
    ]);
  });

  it('cover lines that no copy takes along, where as many are elsewhere, and say what goes with a copy', () => {
    const place = (filePath: string, from: number, to: number): PlacedLines => ({
      ...{ filePath, range: [from, to] },
      lines: to - from + 1,
    });
    const copy = place('a.ts', 10, 29);
    const policy = { ...EVERY_RULE, rating_min: null, duplication_pct_max: null, new_duplication_pct_max: 3 };
    const textsOf = (...uncoveredAdded: PlacedLines[]) => {
      const facts = { ...NO_ACTION_FACTS, addedCopies: [copy], uncoveredAdded };
      const { actions } = plan(facts, inputsOf(facts, policy));
      return actions.map(({ filePath, range, text }) => `${filePath}:${range![0]} ${text}`);
    };
    const removed = 'a.ts:10 Remove this copy of 20 lines.';
    const hint = 'Removing the copy at line 10 also removes';
    const then = 'remove the copy first, and judge again.';
    expect(textsOf(place('a.ts', 12, 13), place('b.ts', 12, 13))).toEqual([
      removed,
      'b.ts:12 Cover these 2 added lines with a test.',
    ]);
    expect(textsOf(place('a.ts', 12, 15))).toEqual([
      removed,
      `a.ts:12 Cover these 4 added lines with a test. ${hint} these lines: ${then}`,
    ]);
    expect(textsOf(place('a.ts', 28, 31), place('a.ts', 40, 41))).toEqual([
      removed,
      `a.ts:28 Cover these 4 added lines with a test. ${hint} some of these lines: ${then}`,
    ]);
    expect(textsOf(place('a.ts', 30, 33))).toEqual([removed, 'a.ts:30 Cover these 4 added lines with a test.']);
  });

  it.each([
    ['new_suppressions_max', { new_suppressions_max: 0 }, 25],
    ['new_hidden_high_max', { new_hidden_high_max: 20 }, 1],
  ] as const)('are the fewest directives, each needed, for %s', (rule, policy, number) => {
    const added = Array.from({ length: 25 }, (_, at): AddedDirective => ({
      ...{ issueId: (at + 1) as IssueId, filePath: `src/${at}.ts`, line: 1, reason: '', isAccepted: false },
      ...{ family: 'lint', name: 'eslint-disable', rules: [], reach: 'file', endLine: null },
      hides: { rules: ['x'], worstSeverity: 'high', count: at === 7 ? 30 : 9, highCount: at === 7 ? 6 : 1 },
    }));
    const counts = { critical: 0, high: 26, medium: 0, low: 0, info: 0 };
    const { evidence, facts } = explainSuppressions(added, 0, counts);
    const inputs = inputsOf(
      NO_ACTION_FACTS,
      { ...EVERY_RULE, rating_min: null, new_coverage_min: null, ...policy },
      { suppressions: facts, evidence: { ...NO_EVIDENCE, suppressions: evidence } },
    );
    const { actions } = plan(NO_ACTION_FACTS, inputs);
    expect([actions.length, new Set(actions.map((each) => `${each.kind} ${each.rule}`))]).toEqual([
      number,
      new Set([`unsilence ${rule}`]),
    ]);
    if (number === 1)
      expect(actions[0]).toMatchObject({
        issueId: 8,
        text: 'Remove this directive and fix the 30 problems that it hides, or have it accepted.',
      });
  });

  it('of a scan that was given up are another scan', () => {
    const inputs = inputsOf(NO_ACTION_FACTS, EVERY_RULE);
    const failed = judgeFailedScan(SCAN, inputs);
    expect(planActions(judge, inputs, failed, NO_ACTION_FACTS).actions).toMatchObject([
      { kind: 'send_report', rule: null },
    ]);
  });
});

describe('a plan that is shown in part', () => {
  it('has the first actions of the whole, and its totals', () => {
    fc.assert(
      fc.property(someFacts, somePolicy, fc.integer({ min: 0, max: 70 }), (facts, policy, most) => {
        const inputs = inputsOf(facts, policy);
        const whole = plan(facts, inputs);
        const part = planActions(judge, inputs, judge(inputs), facts, most);
        expect(part).toEqual({ actions: whole.actions.slice(0, most), totals: whole.totals });
      }),
      { numRuns: isNightly ? 500 : 25 },
    );
  });
});

describe('the fewest ranges', () => {
  const of = (...lengths: number[]): PlacedLines[] =>
    lengths.map((lines, at) => ({ filePath: 'a', range: [at * 100 + 1, at * 100 + lines], lines }));
  const chosen = (lengths: number[], needed: number) => fewestRanges(of(...lengths), needed).map(({ lines }) => lines);

  it.each([
    [[5, 9, 3], 9, [9]],
    [[5, 9, 3], 5, [5]],
    [[5, 9, 3], 10, [9, 3]],
    [[5, 9, 3], 17, [9, 5, 3]],
    [[5, 9, 3], 0, []],
  ])('of %j for %d lines are %j', (lengths, needed, ranges) => {
    expect(chosen(lengths, needed)).toEqual(ranges);
  });
});
