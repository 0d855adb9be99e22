import type { Scan } from '../scan/scan.reader.js';
import { describeVerdict } from './describe-verdict.js';
import type { JudgementDto, VerdictDto } from './dto/verdict.dto.js';
import { policyVersion } from './gate-config.js';
import type { Judgement, RuleLists } from './judge-scan.js';

type ListsDto = Pick<JudgementDto, 'violations' | 'waived_violations' | 'skipped_rules' | 'passed_rules' | 'basis'>;

/** The four lists on the wire. */
export function toLists(rules: RuleLists): ListsDto {
  return {
    violations: [...rules.violations],
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

/** What a verdict's body says of the scan itself. */
export const describeScan = (
  scan: Pick<Scan, 'defaultBranch' | 'branch' | 'isBaselineScan' | 'tracking'>,
): Pick<JudgementDto, 'default_branch' | 'scanned_branch' | 'is_baseline_scan' | 'tracking'> => ({
  default_branch: scan.defaultBranch,
  scanned_branch: scan.branch,
  is_baseline_scan: scan.isBaselineScan,
  tracking: scan.tracking,
});

/** A judgement on the wire. */
export function toJudgementDto(scan: Scan, judgement: Judgement, at: Date): JudgementDto {
  return {
    scan_id: scan.id,
    status: judgement.status,
    reason: judgement.reason,
    summary: describeVerdict(judgement.status, judgement.reason, judgement.rules),
    ...toLists(judgement.rules),
    ...describeScan(scan),
    new_in_pr: judgement.newInPr,
    conclusion: judgement.conclusion,
    warnings: [...judgement.warnings],
    policy_version: policyVersion(judgement.policyRevision),
    evaluated_at: at.toISOString(),
  };
}

/** The body that is stored as evaluation `number` and sent as it is. */
export const toVerdict = (scan: Scan, judgement: Judgement, number: number, at: Date): VerdictDto => ({
  ...toJudgementDto(scan, judgement, at),
  evaluation: number,
  considered: {
    waiver_ids: [...judgement.waiverIds],
    marks_changed_at: scan.marksChangedAt?.toISOString() ?? null,
  },
});
