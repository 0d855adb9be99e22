import type { ActionPlan } from '../../../domain/gate/actions/plan-actions.js';
import { describeVerdict } from '../../../domain/gate/describe-verdict.js';
import type { Judgement } from '../../../domain/gate/judge-scan.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import { toEvidence, toLists, toNextActions } from '../../../domain/scanned/verdict-body.js';
import type { Scan } from '../scan/scan.reader.js';
import type { JudgementDto, VerdictDto } from './dto/verdict.dto.js';
import { policyVersion } from './gate-config.js';

/** Fields of a verdict that describe the scan itself. */
export const describeScan = (
  scan: Pick<Scan, 'defaultBranch' | 'branch' | 'isBaselineScan' | 'tracking'>,
): Pick<JudgementDto, 'default_branch' | 'scanned_branch' | 'is_baseline_scan' | 'tracking'> => ({
  default_branch: scan.defaultBranch,
  scanned_branch: scan.branch,
  is_baseline_scan: scan.isBaselineScan,
  tracking: scan.tracking,
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
    ...toLists(judgement.rules, judgement.causedBy),
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
    ...toEvidence(judgement.evidence),
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
