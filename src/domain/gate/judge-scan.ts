import { type CoverageDetail } from '../coverage/coverage-detail.js';
import { hasFindings } from '../findings/run-state.js';
import { type RepoId, type WaiverId } from '../ids.js';
import { type EvaluatedRatings } from '../ratings/evaluated-ratings.js';
import { ratedBy } from '../ratings/rated-by.js';
import { rateScan, type ScanRatings } from '../ratings/ratings.js';
import { countByType, countFindings, type NewInPr, newInPr, type ScanCounters } from '../ratings/scan-counters.js';
import { technicalDebt } from '../ratings/tech-debt.js';
import { type SuppressionFacts } from '../suppressions/suppressions-evidence.js';
import { type Warning } from '../warning.js';
import { type ForgeConclusion, forgeConclusion, type GateStatus, type StatusReason } from './decide-status.js';
import { type GateVerdict } from './evaluate-gate.js';
import { NO_EVIDENCE, reportsInState, type VerdictEvidence } from './evidence.js';
import { type GateRevision } from './gate-revision.js';
import { judgeFacts } from './judge-facts.js';
import { type RuleSkipReason } from './measures.js';
import { type GroupFacts, GroupJudge, type Members } from './merge-group.js';
import { type OrganizationSwitches } from './organization-switches.js';
import { DEFAULT_POLICY, type GatePolicy, rulesOf } from './policy.js';
import { layOver, type PolicyFileContent, type PolicyFileEffect } from './policy-file.js';
import { type NamedRules } from './repo-config.js';
import { type RuleName } from './rules.js';
import {
  type BaseMeasures,
  type DuplicatedLines,
  type LineTotals,
  type ScanFacts,
  type TestFacts,
} from './scan-facts.js';
import { type Waiver, waiverLookup } from './waiver.js';
import { withNewRules } from './whole-code.js';

/** The traits of a scan that decide how it is judged. */
export interface JudgedScan {
  readonly repoId: RepoId;
  readonly prNumber: number | null;
  readonly isBaselineScan: boolean;
  /** Its own policy file does not count. */
  readonly isUntrusted?: boolean;
}

/** The newest revision of a repository's own configuration. */
export interface RepoPolicyRevision {
  /** 0 before the first save. */
  readonly revision: number;
  /** False where the repository follows its organization. */
  readonly isSet: boolean;
}

/** Executable lines of a scan: of all its files, and among the lines that the change adds. */
export interface MeasuredLines {
  /** 0 while no coverage report was uploaded. */
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
  /** Null while the changed lines are not known. */
  readonly changedLinesTotal: number | null;
  readonly changedLinesCovered: number | null;
  /** Null without reports, and left out where nothing but totals is known. */
  readonly detail?: CoverageDetail | null;
}

/** Flickering lines, and those of them that ran: of a scan, and of the base on its final target. */
export interface FlickerFacts {
  readonly own: LineTotals;
  readonly base: LineTotals;
}

/** All that a judgement depends on beside the scan itself. */
export interface GateInputs {
  /** Configuration in force for the scan's repository, or a draft; null: never configured. */
  readonly config: GateRevision | null;
  /** The repository's own part of the configuration. */
  readonly repoPolicy: RepoPolicyRevision;
  readonly switches: OrganizationSwitches & { readonly switchesRevision: number };
  /** The repository's own policy file; null where it has none. */
  readonly policyFile: PolicyFileContent | null;
  /** Waivers in force at the instant of the judgement that reach the scan. */
  readonly waivers: readonly Waiver[];
  /** The scan's findings under the current marks, coverage gaps among them. */
  readonly counters: ScanCounters;
  /** Time at which the first of the scan's accepted problems counts again; null, or left out: none does. */
  readonly acceptedUntil?: Date | null;
  /** True once any analyzer reported, be it without findings. */
  readonly hasFindingsReport: boolean;
  /** Duplication in percent of lines; null when no tool summarized it. */
  readonly duplicationPct: number | null;
  /** Duplicated lines; null when no tool counted them. */
  readonly duplicatedLines: number | null;
  /** Duplication among the added lines; null when duplicates or added lines are unknown. */
  readonly newDuplication: DuplicatedLines | null;
  readonly coverage: MeasuredLines;
  /** Measures of the base; null without a base. */
  readonly base: BaseMeasures | null;
  /** Directives that count; null, or left out, where no report of them came. */
  readonly suppressions?: SuppressionFacts | null;
  /** Of a merge group's scan which members hold what; null, or left out, for any other. */
  readonly group?: GroupFacts | null;
  /** Lines that flicker; null, or left out, where none is known. */
  readonly flicker?: FlickerFacts | null;
  /** Formats of the uploaded coverage reports. */
  readonly coverageFormats: readonly string[];
  readonly defaultBranchHasCoverage: boolean;
  /** The checkout does not have all reports of CI: rules that rest on a missing one are not judged, and nothing is owed. */
  readonly isWithoutCi?: boolean;
  readonly evidence: VerdictEvidence;
}

/** The five lists of a verdict, in which possibly no rule was judged at all. */
export interface RuleLists extends Omit<GateVerdict, 'status' | 'skippedRules'> {
  readonly skippedRules: readonly {
    readonly rule: GateVerdict['skippedRules'][number]['rule'];
    readonly reason: RuleSkipReason;
  }[];
}

/** A judgement on a scan with everything that explains it. */
export interface Judgement {
  readonly status: GateStatus;
  readonly reason: StatusReason | null;
  readonly rules: RuleLists;
  /** Members of a merge group whose lines hold what breaks a rule; null, or left out, for any other scan. */
  readonly causedBy?: ReadonlyMap<RuleName, Members> | null;
  readonly conclusion: ForgeConclusion;
  readonly policyRevision: number;
  readonly repoPolicy: RepoPolicyRevision;
  readonly switchesRevision: number;
  /** Policy that the rules were compared with. */
  readonly policy: GatePolicy;
  /** The part of the repository's own file in it; null without one. */
  readonly policyFile: PolicyFileEffect | null;
  /** Rules that this file names; null without one. */
  readonly fileRules: NamedRules | null;
  /** Facts that the rules were measured on; null where nothing was judged. */
  readonly facts: ScanFacts | null;
  readonly warnings: readonly Warning[];
  readonly evidence: VerdictEvidence;
  readonly newInPr: NewInPr;
  readonly ratings: EvaluatedRatings;
  readonly waiverIds: readonly WaiverId[];
  /** As of `GateInputs`. */
  readonly acceptedUntil?: Date | null;
}

const brokenIn = ({ violations, waivedViolations }: GateVerdict): RuleName[] =>
  [...violations, ...waivedViolations].map(({ rule }) => rule);

const NO_FINDINGS: ScanCounters = countFindings([]);
const NO_RATINGS: EvaluatedRatings = {
  quality: null,
  maintainability: null,
  reliability: null,
  coverage: null,
  duplication: null,
  debt: null,
  findingsByType: null,
};

/** Judges a scan at one instant, the same way for a stored verdict, a preview and the command line. */
export function judgeScan(scan: JudgedScan, inputs: GateInputs, at: Date): Judgement {
  const { config } = inputs;
  const { policy, policyFile, fileRules, warnings } = effectivePolicy(scan, inputs);
  const ratings = rate(inputs);
  const facts = toFacts(scan, inputs, ratings);
  const lookup = waiverLookup(inputs.waivers, { repoId: scan.repoId, prNumber: scan.prNumber, at });
  const group = inputs.group ? new GroupJudge(inputs.group, facts, config?.appliesToNewCodeOnly ?? true) : null;
  const waiverFor = group?.withMemberWaivers(lookup, policy, { repoId: scan.repoId, at }) ?? lookup;
  const { status, reason, verdict } = judgeFacts(facts, { config, policy, switches: inputs.switches, waiverFor });
  return {
    status,
    reason,
    rules: status === 'not_configured' ? unjudgedRules('not_configured', policy) : verdict,
    causedBy: group && new Map(brokenIn(verdict).map((rule) => [rule, group.causedBy(rule)])),
    conclusion: forgeConclusion(status, config?.blockMergeOnFail ?? false),
    policyRevision: config?.revision ?? 0,
    repoPolicy: inputs.repoPolicy,
    switchesRevision: inputs.switches.switchesRevision,
    policy,
    policyFile,
    fileRules,
    facts,
    warnings: [...warnings, ...inputs.evidence.warnings],
    evidence: inputs.evidence,
    newInPr: newInPr(facts.counters),
    ratings,
    waiverIds: [...inputs.waivers, ...(inputs.group?.waivers ?? [])].map((waiver) => waiver.id),
    acceptedUntil: inputs.acceptedUntil ?? null,
  };
}

/** A scan whose scanner gave up fails, whatever was measured before; nothing of it is rated. */
export function judgeFailedScan(
  scan: JudgedScan,
  inputs: Pick<GateInputs, 'config' | 'repoPolicy' | 'switches' | 'policyFile'>,
): Judgement {
  const { config } = inputs;
  const effective = effectivePolicy(scan, inputs);
  return {
    status: 'failed',
    reason: 'scan_error',
    rules: unjudgedRules('scan_error', effective.policy),
    conclusion: forgeConclusion('failed', config?.blockMergeOnFail ?? false),
    policyRevision: config?.revision ?? 0,
    repoPolicy: inputs.repoPolicy,
    switchesRevision: inputs.switches.switchesRevision,
    ...effective,
    facts: null,
    evidence: NO_EVIDENCE,
    newInPr: newInPr(NO_FINDINGS),
    ratings: NO_RATINGS,
    waiverIds: [],
  };
}

/** All rules of a policy among the skipped ones, for one reason. */
export function unjudgedRules(reason: RuleSkipReason, policy: GatePolicy = DEFAULT_POLICY): RuleLists {
  return {
    passed: [],
    violations: [],
    toleratedViolations: [],
    waivedViolations: [],
    skippedRules: rulesOf(policy).map((rule) => ({ rule, reason })),
    basis: null,
  };
}

/** The configured policy with the repository's own file over it, as far as the organization lets it count. */
function effectivePolicy(
  scan: JudgedScan,
  { config, switches, policyFile }: Pick<GateInputs, 'config' | 'switches' | 'policyFile'>,
): Pick<Judgement, 'policy' | 'policyFile' | 'fileRules' | 'warnings'> {
  const policy = config?.policy ?? DEFAULT_POLICY;
  if (policyFile === null) return { policy, policyFile: null, fileRules: null, warnings: [] };
  const mode = scan.isUntrusted === true ? 'ignored' : switches.repoPolicy;
  const { effect, rules, ...read } = layOver(policy, policyFile, mode);
  return { ...read, policyFile: effect, fileRules: rules };
}

function rate({ counters, hasFindingsReport, duplicationPct, ...inputs }: GateInputs): EvaluatedRatings {
  const reports = inputs.evidence.reports.reports ?? [];
  const by = ratedBy(
    reports.filter(({ state }) => state !== 'owed' && hasFindings(state)).map(({ tool }) => tool),
    inputs.coverageFormats,
  );
  const isDuplicationOnly = by.duplication.length > 0 && by.reliability.length === 0;
  const coverage = allLinesOf(inputs.coverage);
  // Debt is known once anything was measured: coverage gaps are debt as well.
  const isMeasured = hasFindingsReport || coverage !== null;
  return {
    ...rateScan({ findings: hasFindingsReport ? counters.all : null, isDuplicationOnly, coverage, duplicationPct }),
    ratedBy: by,
    debt: isMeasured ? technicalDebt(counters.all.byDebtKind) : null,
    findingsByType: isMeasured ? countByType(counters.all) : null,
  };
}

function toFacts(scan: JudgedScan, inputs: GateInputs, ratings: ScanRatings): ScanFacts {
  const { changedLinesTotal, changedLinesCovered, detail } = inputs.coverage;
  const untestedLines = inputs.switches.untestedFiles === 'count' ? (detail?.untestedLines ?? 0) : 0;
  return {
    isBaselineScan: scan.isBaselineScan,
    hasFindingsReport: inputs.hasFindingsReport,
    counters: inputs.counters,
    duplicationPct: inputs.duplicationPct,
    duplicatedLines: inputs.duplicatedLines,
    newDuplication: inputs.newDuplication,
    rating: ratings.quality,
    base: inputs.base && {
      ...withNewRules(inputs.base, inputs.counters.newRules),
      steadyLines: without(inputs.base.allLines, inputs.flicker?.base),
    },
    tests: testFacts(inputs.evidence),
    suppressions: inputs.suppressions ?? null,
    loosened: inputs.evidence.loosened?.length ?? null,
    failedTools: reportsInState(inputs.evidence.reports.reports, 'failed'),
    owedReports: reportsInState(inputs.evidence.reports.reports, 'owed'),
    ...toolsAway(inputs),
    coverage: {
      allLines: allLinesOf(inputs.coverage),
      steadyLines: without(allLinesOf(inputs.coverage), inputs.flicker?.own),
      changedLines:
        changedLinesTotal === null
          ? null
          : { linesTotal: changedLinesTotal + untestedLines, linesCovered: changedLinesCovered ?? 0 },
      addedBranches: detail?.branches ?? null,
      untestedFiles: inputs.switches.untestedFiles === 'ignore' ? 0 : (detail?.untestedFiles ?? null),
      hasUnmatchedChange: (detail?.unmatchedNames.length ?? 0) > 0,
      defaultBranchHasCoverage: inputs.defaultBranchHasCoverage,
    },
  };
}

/** Tools of the base that are missed: they fail nothing where only CI has them. */
function toolsAway({ isWithoutCi, evidence }: GateInputs): Pick<ScanFacts, 'missingTools' | 'absentTools'> {
  const missing = evidence.reports.missingTools ?? [];
  return isWithoutCi === true ? { missingTools: [], absentTools: missing } : { missingTools: missing };
}

/** Lines without flickering ones; all where nothing would be left. */
export const without = (all: LineTotals | null, flickering: LineTotals | undefined): LineTotals | null =>
  all === null || flickering === undefined || flickering.linesTotal >= all.linesTotal
    ? all
    : {
        linesTotal: all.linesTotal - flickering.linesTotal,
        linesCovered: all.linesCovered - flickering.linesCovered,
      };

const testFacts = ({ tests }: VerdictEvidence): TestFacts | null =>
  tests && {
    failed: tests.failed,
    missing: tests.fromBase?.missing ?? 0,
    newlySkipped: tests.fromBase?.newlySkipped ?? 0,
  };

/** Null while no report was uploaded. */
const allLinesOf = ({ fileCount, linesTotal, linesCovered }: MeasuredLines) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
