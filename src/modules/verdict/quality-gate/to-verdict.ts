import type { NextAction } from '../../../domain/gate/actions/next-action.js';
import type { ActionPlan } from '../../../domain/gate/actions/plan-actions.js';
import { describeVerdict } from '../../../domain/gate/describe-verdict.js';
import type { TestEvidence, VerdictEvidence } from '../../../domain/gate/evidence.js';
import type { Judgement, RuleLists } from '../../../domain/gate/judge-scan.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { SuppressionsEvidence } from '../../../domain/suppressions/suppressions-evidence.js';
import type { Scan } from '../scan/scan.reader.js';
import type { JudgementDto, NextActionDto, VerdictDto } from './dto/verdict.dto.js';
import { policyVersion } from './gate-config.js';

type ListsDto = Pick<
  JudgementDto,
  'violations' | 'tolerated_violations' | 'waived_violations' | 'skipped_rules' | 'passed_rules' | 'basis'
>;

/** The five lists on the wire. */
export function toLists(rules: RuleLists): ListsDto {
  return {
    violations: [...rules.violations],
    tolerated_violations: rules.toleratedViolations.map(({ baseActual, ...tolerated }) => ({
      ...tolerated,
      base_actual: baseActual,
    })),
    waived_violations: rules.waivedViolations.map(({ waiverId, ...violation }) => ({
      ...violation,
      waived: true,
      waiver_id: waiverId,
    })),
    skipped_rules: [...rules.skippedRules],
    passed_rules: [...rules.passed],
    basis: rules.basis,
  };
}

/** Fields of a verdict that describe the scan itself. */
export const describeScan = (
  scan: Pick<Scan, 'defaultBranch' | 'branch' | 'isBaselineScan' | 'tracking'>,
): Pick<JudgementDto, 'default_branch' | 'scanned_branch' | 'is_baseline_scan' | 'tracking'> => ({
  default_branch: scan.defaultBranch,
  scanned_branch: scan.branch,
  is_baseline_scan: scan.isBaselineScan,
  tracking: scan.tracking,
});

type EvidenceDto = Pick<
  JudgementDto,
  | 'base'
  | 'uncovered'
  | 'untested_files'
  | 'changes'
  | 'unmatched_paths'
  | 'reports'
  | 'missing_tools'
  | 'tests'
  | 'suppressions'
  | 'moved_lines'
>;

/** The facts that explain a verdict, on the wire. */
export function toEvidenceDto({
  base,
  coverage,
  reports,
  tests,
  suppressions,
  movedLines,
}: VerdictEvidence): EvidenceDto {
  return {
    base: base && {
      scan_id: base.scanId,
      branch: base.branch,
      commit_sha: base.commitSha,
      exact: base.isExact,
      commits_behind: base.commitsBehind,
      same_tools: base.hasSameTools,
      unknown_tools: [...base.unknownTools],
      exact_files_pct: base.exactFilesPct,
      via: base.via.map(({ prNumber, scanId }) => ({ pr_number: prNumber, scan_id: scanId })),
      target: base.target && {
        scan_id: base.target.scanId,
        branch: base.target.branch,
        commit_sha: base.target.commitSha,
      },
    },
    uncovered:
      coverage.uncovered?.map(({ filePath, ranges, moreLines }) => ({
        file_path: filePath,
        ranges: ranges.map((range) => [...range]),
        more_lines: moreLines,
      })) ?? null,
    untested_files: coverage.untestedFiles?.map(({ filePath, lines }) => ({ file_path: filePath, lines })) ?? null,
    changes: coverage.changes && { coverage_pct: coverage.changes.coveragePct },
    unmatched_paths: coverage.unmatchedPaths && {
      count: coverage.unmatchedPaths.count,
      paths: [...coverage.unmatchedPaths.firstTen],
    },
    reports: reports.reports && [...reports.reports],
    missing_tools: reports.missingTools && [...reports.missingTools],
    tests: tests && toTestTotals(tests),
    suppressions: suppressions && toSuppressionsDto(suppressions),
    moved_lines: movedLines,
  };
}

const toTestTotals = ({ fromBase, ...totals }: TestEvidence): JudgementDto['tests'] => ({
  ...totals,
  from_base: fromBase && {
    ...{ total: fromBase.total, missing: fromBase.missing },
    ...{ excused: fromBase.excused ?? 0, newly_skipped: fromBase.newlySkipped ?? 0 },
  },
});

const toSuppressionsDto = ({
  items,
  added,
  removed,
  unexplained,
  hides,
}: SuppressionsEvidence): JudgementDto['suppressions'] => ({
  ...{ added, removed, unexplained, hides },
  items: items.map((item) => ({
    issue_id: item.issueId,
    file_path: item.filePath,
    line: item.line,
    family: item.family,
    directive: item.name,
    rules: [...item.rules],
    reach: item.reach,
    reason: item.reason === '' ? null : item.reason,
    is_accepted: item.isAccepted,
    hides: item.hides && {
      rules: [...item.hides.rules],
      worst_severity: item.hides.worstSeverity,
      count: item.hides.count,
    },
  })),
});

export const toNextActions = ({
  actions,
  totals,
}: ActionPlan): Pick<JudgementDto, 'next_actions' | 'next_actions_total'> => ({
  next_actions: actions.map(toNextActionDto),
  next_actions_total: { ...totals },
});

export const toNextActionDto = ({ filePath, issueId, enoughWith, range, ...action }: NextAction): NextActionDto => ({
  ...{ kind: action.kind, rule: action.rule, file_path: filePath, range: range && [...range], issue_id: issueId },
  ...{ name: action.name, text: action.text, minutes: action.minutes, enough_with: enoughWith },
});

/** A judgement on the wire, with what it was judged by. */
export function toJudgementDto(
  scan: Scan,
  judgement: Judgement,
  plan: ActionPlan,
  at: Date,
): JudgementDto & { policy: GatePolicy } {
  return {
    scan_id: scan.id,
    status: judgement.status,
    reason: judgement.reason,
    summary: describeVerdict(judgement.status, judgement.reason, judgement.rules, judgement.evidence.reports),
    ...toLists(judgement.rules),
    ...describeScan(scan),
    new_in_pr: judgement.newInPr,
    conclusion: judgement.conclusion,
    ...toNextActions(plan),
    warnings: [...judgement.warnings],
    policy: judgement.policy,
    policy_file: judgement.policyFile && {
      mode: judgement.policyFile.mode,
      applied: [...judgement.policyFile.applied],
      ignored: [...judgement.policyFile.ignored],
    },
    ...toEvidenceDto(judgement.evidence),
    policy_version: policyVersion(judgement.policyRevision),
    repo_policy_version: judgement.repoPolicy.isSet ? policyVersion(judgement.repoPolicy.revision) : null,
    evaluated_at: at.toISOString(),
  };
}

/** The body that is stored as evaluation `number` and sent as it is. */
export const toVerdict = (
  scan: Scan,
  judgement: Judgement,
  plan: ActionPlan,
  number: number,
  at: Date,
): VerdictDto & { policy: GatePolicy } => ({
  ...toJudgementDto(scan, judgement, plan, at),
  evaluation: number,
  considered: {
    waiver_ids: [...judgement.waiverIds],
    marks_changed_at: scan.marksChangedAt?.toISOString() ?? null,
    repo_policy_revision: judgement.repoPolicy.revision,
    switches_revision: judgement.switchesRevision,
    accepted_until: judgement.acceptedUntil?.toISOString() ?? null,
  },
});
