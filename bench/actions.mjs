#!/usr/bin/env node
// Planning what turns a verdict (src/domain/gate/actions): 10,000 findings and 50,000 uncovered added lines that break five rules,
// beside a sort of the same findings and ranges by the same keys, in turns. Prints medians of processor time and their ratio.
//   npm run build && npm run bench:actions [-- ROUNDS]
import { median, ratio } from './support/figures.mjs';

const domain = '../dist/src/domain';
const { planActions, MOST_ACTIONS } = await import(`${domain}/gate/actions/plan-actions.js`);
const { judgeScan } = await import(`${domain}/gate/judge-scan.js`);
const { NO_ACTION_FACTS } = await import(`${domain}/gate/actions/action-facts.js`);
const { minutesOf } = await import(`${domain}/gate/actions/next-action.js`);
const { countFindings } = await import(`${domain}/ratings/scan-counters.js`);
const { DEFAULT_POLICY } = await import(`${domain}/gate/policy.js`);
const { DEFAULT_SWITCHES } = await import(`${domain}/gate/organization-switches.js`);
const { NO_EVIDENCE } = await import(`${domain}/gate/evidence.js`);
const { DEBT_KINDS, PROBLEM_TYPES, SEVERITIES } = await import(`${domain}/findings/finding.js`);

const rounds = Number(process.argv[2] ?? 31);
const FINDINGS = 10_000;
const LINES = 50_000;

/** A number below a bound, from a fixed sequence. */
let state = 7;
const below = (bound) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % bound;
const oneOf = (values) => values[below(values.length)];
const aPath = () => `src/part-${below(40)}/file-${below(300)}.ts`;

const findings = Array.from({ length: FINDINGS }, (_, at) => {
  const line = 1 + below(2000);
  return {
    ...{ issueId: at + 1, type: oneOf(PROBLEM_TYPES), severity: oneOf(SEVERITIES), debtKind: oneOf(DEBT_KINDS) },
    ...{ isNew: below(10) > 0, isToolError: below(5) === 0, complexity: below(3) > 0 ? below(60) : null },
    ...{ filePath: aPath(), range: [line, line + below(30)] },
  };
});
const uncovered = [];
for (let left = LINES; left > 0; left -= uncovered.at(-1).lines) {
  const lines = Math.min(left, 1 + below(12));
  const from = 1 + below(4000);
  uncovered.push({ filePath: aPath(), range: [from, from + lines - 1], lines });
}
const facts = { ...NO_ACTION_FACTS, findings, uncovered, uncoveredAdded: uncovered };
const inputs = {
  config: { enabled: true, blockMergeOnFail: true, appliesToNewCodeOnly: true, revision: 1, policy: DEFAULT_POLICY },
  repoPolicy: { revision: 0, isSet: false },
  switches: { ...DEFAULT_SWITCHES, switchesRevision: 0 },
  ...{ policyFile: null, waivers: [], hasFindingsReport: true, base: null, coverageFormats: ['lcov'] },
  ...{ defaultBranchHasCoverage: true, evidence: NO_EVIDENCE },
  counters: countFindings(
    findings.map((each) => ({
      ...{ ...each, isFalsePositive: false, isSuppressed: false, toolLevel: each.isToolError ? 'error' : null },
    })),
  ),
  ...{ duplicationPct: 0, duplicatedLines: 0, newDuplication: null },
  coverage: {
    ...{ fileCount: 300, linesTotal: LINES + 10_000, linesCovered: 10_000 },
    ...{ changedLinesTotal: LINES + 10, changedLinesCovered: 10 },
  },
};
const at = new Date('2026-01-01T00:00:00Z');
const judge = (changed) => judgeScan({ repoId: 1, prNumber: 7, isBaselineScan: false }, changed, at);
const judgement = judge(inputs);

const compareTexts = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const contestants = {
  planned: () => planActions(judge, inputs, judgement, facts, MOST_ACTIONS),
  sorted: () =>
    [...findings, ...uncovered]
      .map((each) => ({ ...each, minutes: each.lines ?? minutesOf(each), rank: SEVERITIES.indexOf(each.severity) }))
      .sort(
        (one, other) =>
          one.minutes - other.minutes ||
          one.rank - other.rank ||
          compareTexts(one.filePath, other.filePath) ||
          one.range[0] - other.range[0],
      ),
};

const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = -3; round < rounds; round += 1)
  for (const [name, run] of Object.entries(contestants)) {
    const from = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(from);
    if (round >= 0) times[name].push((user + system) / 1000);
  }

const { totals } = contestants.planned();
console.log(
  `${FINDINGS} findings, ${LINES} lines in ${uncovered.length} ranges; actions by rule: ${JSON.stringify(totals)}`,
);
for (const [name, series] of Object.entries(times))
  console.log(`${name.padEnd(8)} ${median(series)} ms of processor time`);
console.log(`ratio    ${ratio(times.planned, times.sorted)}`);
