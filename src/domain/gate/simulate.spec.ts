import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { PROBLEM_TYPES, SEVERITIES } from '../findings/finding.js';
import { RATINGS } from '../ratings/ratings.js';
import { countFindings } from '../ratings/scan-counters.js';
import { SWITCHES_AT_FIRST_SAVE } from './decide-status.js';
import { type Threshold } from './exact-value.js';
import { judgeFacts } from './judge-facts.js';
import { DEFAULT_POLICY, type GatePolicy, withThresholds } from './policy.js';
import { RULE_NAMES, RULES } from './rules.js';
import { type ScanFacts } from './scan-facts.js';
import { prepareSimulation, simulate, type SimulatedScan, type SimulationInputs } from './simulate.js';
import { readSimulationFacts, toSimulationFacts } from './simulation-facts.js';

const FACTS: ScanFacts = {
  isBaselineScan: false,
  hasFindingsReport: true,
  counters: countFindings([]),
  duplicationPct: 5,
  duplicatedLines: 50,
  newDuplication: null,
  rating: 'B',
  coverage: { allLines: null, changedLines: null, hasUnmatchedChange: false, defaultBranchHasCoverage: false },
  tests: null,
  base: null,
  failedTools: [],
  missingTools: [],
  owedReports: [],
};

const aScan = (values: Partial<SimulatedScan> = {}): SimulatedScan => ({
  scan_id: 1 as never,
  repo_id: 8 as never,
  repo: 'acme/web',
  branch: 'feature',
  pr_number: 5,
  stored_status: 'failed',
  failing_rules: ['duplication_pct_max'],
  facts: toSimulationFacts(FACTS, null),
  not_judgeable: null,
  waivers: [],
  ...values,
});

const inputs = (
  scans: readonly SimulatedScan[],
  more: Partial<Omit<SimulationInputs, 'scans' | 'switches'>> & { switches?: object } = {},
): SimulationInputs => ({
  scans,
  repositories: more.repositories ?? [],
  switches: {
    repo_policy: 'tighten_only',
    tolerate_inherited: true,
    on_tool_failure: 'fail',
    on_missing_tool: 'warn',
    ...more.switches,
  },
});

const aPolicy = (policy: Partial<GatePolicy> = {}, switches: object = {}) => ({
  ...SWITCHES_AT_FIRST_SAVE,
  ...switches,
  policy: { ...DEFAULT_POLICY, ...policy },
});

const NAMED = { scan_id: 1, repo: 'acme/web', pr_number: 5 };

const aCount = fc.nat(3);
const lines = fc.option(
  fc.tuple(fc.nat(9), fc.nat(9)).map(([covered, missed]) => ({ linesCovered: covered, linesTotal: covered + missed })),
);
const finding = fc.record({
  type: fc.constantFrom(...PROBLEM_TYPES),
  severity: fc.constantFrom(...SEVERITIES),
  isNew: fc.boolean(),
  count: aCount,
});
const weighing = fc.record({ critical: fc.nat(3), high: fc.nat(12) });
const facts: fc.Arbitrary<ScanFacts> = fc.record({
  isBaselineScan: fc.boolean(),
  hasFindingsReport: fc.boolean(),
  counters: fc
    .array(finding)
    .map((findings) =>
      countFindings(
        findings.map((one) => ({ ...one, debtKind: 'other' as const, isFalsePositive: false, isSuppressed: false })),
      ),
    ),
  duplicationPct: fc.option(fc.nat(10)),
  duplicatedLines: fc.option(fc.nat(10)),
  newDuplication: fc.option(fc.record({ duplicated: aCount, added: fc.nat(9) })),
  rating: fc.option(fc.constantFrom(...RATINGS)),
  coverage: fc.record({
    allLines: lines,
    changedLines: lines,
    steadyLines: lines,
    addedBranches: fc.option(fc.record({ branchesTotal: aCount, branchesCovered: fc.constant(0) })),
    untestedFiles: fc.option(aCount),
    hasUnmatchedChange: fc.boolean(),
    defaultBranchHasCoverage: fc.boolean(),
  }),
  tests: fc.option(fc.record({ failed: fc.nat(10), missing: fc.nat(10), newlySkipped: fc.nat(10) })),
  suppressions: fc.option(fc.record({ added: aCount, unexplained: aCount, hiddenHigh: aCount })),
  loosened: fc.option(aCount),
  base: fc.option(
    fc.record({
      duplicationPct: fc.option(fc.nat(10)),
      duplicatedLines: fc.option(fc.nat(10)),
      ratedFindings: fc.option(fc.record({ reliability: weighing, maintainability: weighing })),
      rating: fc.option(fc.constantFrom(...RATINGS)),
      allLines: lines,
      steadyLines: lines,
      hasTests: fc.boolean(),
      hasSuppressions: fc.boolean(),
    }),
  ),
  failedTools: fc.subarray(['eslint', 'jscpd']),
  missingTools: fc.subarray(['eslint', 'jscpd']),
  owedReports: fc.subarray(['semgrep']),
});
const threshold = (rule: (typeof RULE_NAMES)[number]) =>
  fc.option<Threshold>(RULES[rule].kind === 'letter' ? fc.constantFrom(...RATINGS) : fc.nat(10));
const policy = fc
  .tuple(...RULE_NAMES.map((rule) => threshold(rule).map((value) => [rule, value] as const)))
  .map((named) => withThresholds(DEFAULT_POLICY, named));
const sides = fc.record({ tolerateInherited: fc.boolean(), isNewOnly: fc.boolean() });

describe('simulate', () => {
  it('lists scans that would pass, with the rules that failed them', () => {
    expect(simulate(inputs([aScan()]), aPolicy({ duplication_pct_max: 5 }))).toEqual({
      scans: 1,
      unchanged: 0,
      to_failed: [],
      to_passed: [{ ...NAMED, because: ['duplication_pct_max'], reason: null }],
      not_judgeable: [],
    });
  });

  it('lists scans that would fail, with the rules that they would violate', () => {
    const scan = aScan({ stored_status: 'passed', failing_rules: [] });
    const { to_failed } = simulate(inputs([scan]), aPolicy({ duplication_pct_max: 4, rating_min: 'A' }));
    expect(to_failed).toEqual([{ ...NAMED, because: ['duplication_pct_max', 'rating_min'], reason: null }]);
  });

  it('counts a scan that no policy judged as one that would pass or fail', () => {
    const scan = aScan({ stored_status: 'not_configured', failing_rules: [] });
    expect(simulate(inputs([scan]), aPolicy())).toMatchObject({ to_failed: [{ because: ['duplication_pct_max'] }] });
    expect(simulate(inputs([scan]), aPolicy({ duplication_pct_max: null }))).toMatchObject({
      to_passed: [{ because: [] }],
    });
  });

  it('leaves scans alone whose status would be the same', () => {
    expect(simulate(inputs([aScan()]), aPolicy())).toMatchObject({ unchanged: 1, to_failed: [], to_passed: [] });
  });

  it.each(['pending', 'timed_out', 'scan_failed', 'facts_unknown'] as const)('judges no scan that is %s', (reason) => {
    const scan = aScan({ facts: null, not_judgeable: reason, stored_status: null });
    expect(simulate(inputs([scan]), aPolicy()).not_judgeable).toEqual([{ ...NAMED, reason }]);
  });

  it('judges nothing where the gate would be off', () => {
    const off = aPolicy({}, { enabled: false });
    expect(simulate(inputs([aScan()]), off).not_judgeable).toEqual([{ ...NAMED, reason: 'disabled' }]);
    const unjudged = aScan({ stored_status: 'not_configured' });
    expect(simulate(inputs([unjudged]), off)).toMatchObject({ unchanged: 1, not_judgeable: [] });
  });

  it("lays a repository's own configuration over the policy, and its file over both", () => {
    const own = { repo_id: 8 as never, rules: { duplication_pct_max: 6 } };
    const switches = { enabled: null, block_merge_on_fail: null, applies_to_new_code_only: null };
    const configured = { repositories: [{ ...own, ...switches }] };
    const isUnchanged = (file_rules: object | null, more: object = {}) =>
      simulate(
        inputs([aScan({ facts: { ...toSimulationFacts(FACTS, null), file_rules } })], { ...configured, ...more }),
        aPolicy({ duplication_pct_max: 3 }),
      ).unchanged === 1;
    expect(isUnchanged(null)).toBe(false);
    expect(isUnchanged({ duplication_pct_max: 4 })).toBe(true);
    expect(isUnchanged({ duplication_pct_max: 4 }, { switches: { repo_policy: 'ignored' } })).toBe(false);
    expect(isUnchanged({ duplication_pct_max: 9 })).toBe(false);
  });

  it('honours the waivers in force', () => {
    const waiver = { id: 3 as never, rule: 'duplication_pct_max', repo_id: null, pr_number: null } as const;
    const waived = (max_actual: number | null) =>
      aScan({ waivers: [{ ...waiver, max_actual, created_at: '2026-04-19T12:00:00Z' }] });
    expect(simulate(inputs([waived(null)]), aPolicy()).to_passed).toHaveLength(1);
    expect(simulate(inputs([waived(4)]), aPolicy()).unchanged).toBe(1);
  });

  it('fails a scan whose tool failed, whatever the rules say', () => {
    const scan = aScan({
      stored_status: 'passed',
      facts: toSimulationFacts({ ...FACTS, failedTools: ['eslint'] }, null),
    });
    const lenient = aPolicy({ duplication_pct_max: null });
    expect(simulate(inputs([scan]), lenient).to_failed).toEqual([{ ...NAMED, because: [], reason: 'tool_failed' }]);
    expect(simulate(inputs([scan], { switches: { on_tool_failure: 'warn' } }), lenient).unchanged).toBe(1);
  });

  it('judges stored facts as the verdict did, so that the policy in force flips nothing', () => {
    fc.assert(
      fc.property(facts, policy, sides, (scan, wanted, { tolerateInherited, isNewOnly }) => {
        const config = { ...SWITCHES_AT_FIRST_SAVE, appliesToNewCodeOnly: isNewOnly };
        const switches = { tolerateInherited, onToolFailure: 'fail', onMissingTool: 'fail' } as const;
        const { status } = judgeFacts(scan, { config, policy: wanted, switches, waiverFor: () => null });
        const stored = JSON.parse(JSON.stringify(aScan({ stored_status: status, facts: toSimulationFacts(scan, {}) })));
        const on = { tolerate_inherited: tolerateInherited, on_missing_tool: 'fail' };
        expect(simulate(inputs([stored], { switches: on }), { ...config, policy: wanted }).unchanged).toBe(1);
      }),
    );
  });

  it('reads facts as they were written, but for kinds of debt', () => {
    const types = ({ counters, ...rest }: ScanFacts) => ({
      ...{ ...rest, all: counters.all.byType, new: counters.new.byType },
    });
    fc.assert(
      fc.property(facts, (scan) => {
        expect(types(readSimulationFacts(toSimulationFacts(scan, null)))).toEqual(types(scan));
      }),
    );
  });
});

describe('the simulator', () => {
  const domain = path.join(__dirname, '..');

  /** The modules that a bundle of it has, as JavaScript, by their paths: whatever is imported but types. */
  function collect(file: string, modules = new Map<string, string>()): Map<string, string> {
    const { outputText } = ts.transpileModule(file.endsWith('.ts') ? readFileSync(file, 'utf8') : '', {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    modules.set(file, outputText);
    for (const [, imported] of outputText.matchAll(/from '([^']+)'/g)) {
      const isOurs = imported!.startsWith('.');
      const next = isOurs ? path.join(path.dirname(file), imported!.replace(/\.js$/, '.ts')) : imported!;
      if (!modules.has(next)) collect(next, modules);
    }
    return modules;
  }

  let modules: Map<string, string>;
  beforeAll(() => {
    modules = collect(path.join(__dirname, 'simulate.ts'));
  });

  it('is made of nothing but domain, without the reader of policy files, libraries and Node', () => {
    expect(modules.size).toBeGreaterThan(10);
    const strangers = [...modules.keys()].filter((file) => !file.startsWith(domain) || file.includes('policy-file'));
    expect(strangers).toEqual([]);
  });

  /** Reads of the facts of so many scans, when they are prepared and for each policy that is tried then. */
  function readsOf(scans: number): { readonly prepared: number; readonly perPolicy: number[] } {
    let reads = 0;
    const counted = <T extends object>(value: T): T =>
      new Proxy(value, {
        get: (target, key, receiver) => {
          reads += 1;
          const found: unknown = Reflect.get(target, key, receiver);
          return typeof found === 'object' && found !== null ? counted(found) : found;
        },
      });
    const facts = toSimulationFacts(FACTS, null);
    const simulated = prepareSimulation(inputs(Array.from({ length: scans }, () => aScan({ facts: counted(facts) }))));
    const prepared = reads;
    const perPolicy = [1, 2, 3].map((new_coverage_min) => {
      reads = 0;
      simulated(aPolicy({ new_coverage_min }));
      return reads;
    });
    return { prepared, perPolicy };
  }

  it('reads the facts of a scan once, and for each policy its file’s rules and the lengths of its lists of tools alone', () => {
    const [one, many] = [readsOf(1), readsOf(500)];
    expect(one.prepared).toBeGreaterThan(10);
    expect(many.prepared).toBe(500 * one.prepared);
    expect(one.perPolicy).toEqual([4, 4, 4]);
    expect(many.perPolicy).toEqual([2000, 2000, 2000]);
  });
});
