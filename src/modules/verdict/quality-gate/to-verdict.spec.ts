import type { CountedFinding } from '../../../domain/findings/counted-finding.js';
import { NO_ACTIONS } from '../../../domain/gate/actions/plan-actions.js';
import type { GateSwitches } from '../../../domain/gate/decide-status.js';
import { NO_EVIDENCE } from '../../../domain/gate/evidence.js';
import { type GateInputs, judgeFailedScan, judgeScan } from '../../../domain/gate/judge-scan.js';
import { DEFAULT_SWITCHES } from '../../../domain/gate/organization-switches.js';
import { DEFAULT_POLICY, type GatePolicy } from '../../../domain/gate/policy.js';
import { parsePolicyFile } from '../../../domain/gate/policy-file.js';
import { STANDING_RULES } from '../../../domain/gate/rules.js';
import type { Waiver } from '../../../domain/gate/waiver.js';
import { countFindings } from '../../../domain/ratings/scan-counters.js';
import type { Scan } from '../scan/scan.reader.js';
import { toVerdict } from './to-verdict.js';

const AT = new Date('2026-04-19T12:00:00Z');

const aScan = (changes: Partial<Scan> = {}): Scan =>
  ({
    orgId: 1,
    id: 12345,
    repoId: 8,
    branch: 'feature/auth-rework',
    commitSha: null,
    prNumber: 142,
    baseBranch: 'main',
    defaultBranch: 'main',
    isBaselineScan: false,
    baselineGeneration: 0,
    state: 'pending',
    failureReason: null,
    expectedUploads: null,
    uploadsReceived: 0,
    lastUploadAt: null,
    completionRequestedAt: null,
    createdBy: 'user:1',
    createdAt: AT,
    deadlineAt: AT,
    completedAt: null,
    metrics: {
      duplicationPct: null,
      duplicatedLines: null,
      filesParsed: null,
      filesSkipped: null,
      linesOfCode: null,
      toolVersions: {},
    },
    policyFile: null,
    counters: null,
    hasFindingsReport: false,
    fixedCount: null,
    tracking: null,
    hasChanges: false,
    evaluation: 0,
    marksChangedAt: null,
    ...changes,
  }) as Scan;

const aFinding = (changes: Partial<CountedFinding> = {}): CountedFinding => ({
  type: 'security',
  severity: 'critical',
  debtKind: 'other',
  isNew: true,
  isFalsePositive: false,
  isSuppressed: false,
  ...changes,
});

const aConfig = (policy: Partial<GatePolicy> = {}, switches: Partial<GateSwitches> = {}) => ({
  enabled: true,
  blockMergeOnFail: false,
  appliesToNewCodeOnly: true,
  revision: 3,
  policy: { ...DEFAULT_POLICY, ...policy },
  ...switches,
});

const inputs = (changes: Partial<GateInputs> = {}): GateInputs => ({
  config: aConfig(),
  waivers: [],
  counters: countFindings([]),
  hasFindingsReport: true,
  duplicationPct: null,
  duplicatedLines: null,
  coverage: { fileCount: 0, linesTotal: 0, linesCovered: 0, changedLinesTotal: null, changedLinesCovered: null },
  defaultBranchHasCoverage: false,
  repoPolicy: { revision: 0, isSet: false },
  switches: { ...DEFAULT_SWITCHES, switchesRevision: 0 },
  policyFile: null,
  newDuplication: null,
  coverageFormats: [],
  base: null,
  evidence: NO_EVIDENCE,
  ...changes,
});

const aWaiver = (changes: Partial<Waiver>): Waiver =>
  ({
    id: 7,
    rule: 'new_critical_max',
    repoId: null,
    prNumber: null,
    maxActual: null,
    createdAt: AT,
    expiresAt: null,
    revokedAt: null,
    ...changes,
  }) as Waiver;

const covered = (linesCovered: number, linesTotal: number, changed?: readonly [covered: number, total: number]) => ({
  coverage: {
    fileCount: 1,
    linesTotal,
    linesCovered,
    changedLinesCovered: changed?.[0] ?? null,
    changedLinesTotal: changed?.[1] ?? null,
  },
});

describe('judgeScan', () => {
  it('fails the scan of the specification with both of its violations', () => {
    const findings = [
      aFinding(),
      aFinding(),
      aFinding({ severity: 'high' }),
      ...[1, 2, 3, 4].map(() => aFinding({ severity: 'medium' })),
    ];
    const judgement = judgeScan(
      aScan(),
      inputs({ ...covered(724, 1000), counters: countFindings(findings), config: aConfig({ rating_min: null }) }),
      AT,
    );
    const verdict = toVerdict(aScan(), judgement, NO_ACTIONS, 1, AT);
    expect(verdict).toMatchObject({
      scan_id: 12345,
      status: 'failed',
      reason: null,
      violations: [
        { rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' },
        { rule: 'new_coverage_min', threshold: 80, actual: 72.4, severity: 'medium' },
      ],
      waived_violations: [],
      skipped_rules: [
        { rule: 'duplication_pct_max', reason: 'no_duplication_summary' },
        { rule: 'rating_min', reason: 'disabled' },
      ],
      default_branch: 'main',
      scanned_branch: 'feature/auth-rework',
      is_baseline_scan: false,
      new_in_pr: { critical: 2, high: 1, medium: 4, low: 0, total: 7 },
      evaluated_at: '2026-04-19T12:00:00.000Z',
      evaluation: 1,
      policy_version: 'v3',
      basis: 'all_lines',
      conclusion: 'neutral',
      summary: 'Failed: new_critical_max is 2 and must be at most 0; new_coverage_min is 72.4 and must be at least 80.',
    });
  });

  it('passes a scan with nothing to say, every rule skipped or met', () => {
    const judgement = judgeScan(aScan(), inputs({ counters: countFindings([]) }), AT);
    expect(judgement.status).toBe('passed');
    expect(judgement.conclusion).toBe('success');
    expect(judgement.ratings).toMatchObject({ quality: 'A', reliability: 'A', coverage: null, duplication: null });
    expect(toVerdict(aScan(), judgement, NO_ACTIONS, 1, AT).summary).toBe('Passed: 4 met, 2 skipped.');
  });

  it('rates nothing and owes no debt where no findings report came', () => {
    const { ratings, rules } = judgeScan(aScan(), inputs({ hasFindingsReport: false }), AT);
    expect(ratings).toEqual({
      quality: null,
      maintainability: null,
      reliability: null,
      coverage: null,
      duplication: null,
      debt: null,
      ratedBy: { reliability: [], maintainability: [], coverage: [], duplication: [] },
      findingsByType: null,
    });
    expect(rules.skippedRules.map(({ reason }) => reason)).toEqual([
      'no_findings_report',
      'no_findings_report',
      'no_duplication_summary',
      'no_findings_report',
      'no_rating',
      'no_coverage',
    ]);
  });

  it('counts the debt of coverage gaps where no analyzer reported, and rates no findings', () => {
    const gap = aFinding({ type: 'coverage_gap', severity: 'high', debtKind: 'coverage_gap' });
    const unreported = inputs({ counters: countFindings([gap]), hasFindingsReport: false });
    const { ratings } = judgeScan(aScan(), { ...unreported, ...covered(2, 10) }, AT);
    expect(ratings).toMatchObject({ quality: 'E', coverage: 'E', reliability: null, maintainability: null });
    expect(ratings.debt).toEqual({ totalMinutes: 15, totalHours: 0.25, totalEngineerDays: 0.03 });
    expect(ratings.findingsByType).toMatchObject({ coverage_gap: 1, security: 0 });
  });

  it('finds new findings of a default-branch scan to be none', () => {
    const counters = countFindings([aFinding({ isNew: false })]);
    const { rules, newInPr } = judgeScan(aScan({ isBaselineScan: true }), inputs({ counters }), AT);
    expect(rules.passed).toContainEqual({ rule: 'new_critical_max', threshold: 0, actual: 0 });
    expect(newInPr.total).toBe(0);
  });

  it('counts everything where the organization says so', () => {
    const counters = countFindings([aFinding({ isNew: false })]);
    const config = aConfig({}, { appliesToNewCodeOnly: false });
    const { rules, newInPr } = judgeScan(aScan(), inputs({ counters, config }), AT);
    expect(rules.violations).toContainEqual({
      rule: 'new_critical_max',
      threshold: 0,
      actual: 1,
      severity: 'critical',
    });
    expect(newInPr.critical).toBe(0);
  });

  it.each([
    ['the added lines where they are known', covered(10, 100, [9, 10]), 'changed_lines', 90],
    ['all lines where they are not', covered(90, 100), 'all_lines', 90],
  ] as const)('judges coverage on %s', (_, coverage, basis, actual) => {
    const { rules } = judgeScan(aScan(), inputs({ ...coverage, config: aConfig({ rating_min: null }) }), AT);
    expect(rules.basis).toBe(basis);
    expect(rules.passed).toContainEqual({ rule: 'new_coverage_min', threshold: 80, actual });
  });

  it('misses coverage that the default branch has', () => {
    const { rules, status, reason } = judgeScan(
      aScan(),
      inputs({ defaultBranchHasCoverage: true, hasFindingsReport: false }),
      AT,
    );
    expect(rules.violations).toEqual([{ rule: 'new_coverage_min', threshold: 80, actual: null, severity: 'medium' }]);
    expect([status, reason]).toEqual(['failed', null]);
  });

  it('credits the waiver and names it and all that were in force', () => {
    const waivers = [aWaiver({ id: 7 as never }), aWaiver({ id: 9 as never, repoId: 8 as never })];
    const counters = countFindings([aFinding()]);
    const judgement = judgeScan(aScan(), inputs({ counters, waivers, config: aConfig({ rating_min: null }) }), AT);
    const verdict = toVerdict(aScan({ marksChangedAt: AT }), judgement, NO_ACTIONS, 2, AT);
    expect(verdict.status).toBe('passed');
    expect(verdict.waived_violations).toEqual([
      { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical', waived: true, waiver_id: 9 },
    ]);
    expect(verdict.considered).toMatchObject({ waiver_ids: [7, 9], marks_changed_at: '2026-04-19T12:00:00.000Z' });
  });

  it("lays the repository's file over the organization's policy and says what it left out", () => {
    const policyFile = parsePolicyFile('new_critical_max: 1\nnew_high_max: many\nnew_bugs_max: 3\n');
    const switches = { ...DEFAULT_SWITCHES, repoPolicy: 'any', switchesRevision: 0 } as const;
    const known = inputs({ config: aConfig({ new_high_max: 0 }), switches, policyFile });
    const { policy, warnings } = judgeScan(aScan(), known, AT);
    expect(policy).toEqual({ ...DEFAULT_POLICY, new_critical_max: 1, new_high_max: 0 });
    expect(warnings).toHaveLength(2);
  });

  it.each([
    ['no_policy', null, 'v0'],
    ['disabled', aConfig({}, { enabled: false }), 'v3'],
  ])('judges nothing for the reason %s', (reason, config, version) => {
    const counters = countFindings([aFinding()]);
    const judgement = judgeScan(aScan(), inputs({ counters, config }), AT);
    const verdict = toVerdict(aScan(), judgement, NO_ACTIONS, 1, AT);
    expect(verdict).toMatchObject({
      status: 'not_configured',
      reason,
      violations: [],
      passed_rules: [],
      conclusion: 'neutral',
      policy_version: version,
      new_in_pr: { critical: 1, total: 1 },
    });
    expect(verdict.skipped_rules).toEqual(STANDING_RULES.map((rule) => ({ rule, reason: 'not_configured' })));
    expect(judgement.ratings.reliability).toBe('D');
  });
});

describe('judgeFailedScan', () => {
  it('fails without judging a rule, and blocks where the gate blocks', () => {
    const judgement = judgeFailedScan(aScan(), inputs({ config: aConfig({}, { blockMergeOnFail: true }) }));
    const verdict = toVerdict(aScan(), judgement, NO_ACTIONS, 1, AT);
    expect(verdict).toMatchObject({ status: 'failed', reason: 'scan_error', violations: [], conclusion: 'failure' });
    expect(verdict.skipped_rules.map(({ rule }) => rule)).toEqual([...STANDING_RULES]);
  });

  it('stops nobody and names no revision where no policy was ever saved', () => {
    const judgement = judgeFailedScan(aScan(), inputs({ config: null }));
    expect(judgement).toMatchObject({ conclusion: 'neutral', policyRevision: 0, policy: DEFAULT_POLICY });
    expect(judgement).toMatchObject({ warnings: [], waiverIds: [] });
    expect(judgement.rules).toEqual({
      passed: [],
      violations: [],
      toleratedViolations: [],
      waivedViolations: [],
      skippedRules: STANDING_RULES.map((rule) => ({ rule, reason: 'scan_error' })),
      basis: null,
    });
  });
});
