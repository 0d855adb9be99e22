import { Injectable } from '@nestjs/common';
import type { WaiverId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { ChainWriter } from '../chain/chain.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { WaiverUseWriter } from '../waiver/waiver-use.writer.js';
import type { Evaluation } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';

/** Stores evaluations where they count, inside the open tenant transaction. */
@Injectable()
export class EvaluationLedger {
  constructor(
    private readonly evaluations: EvaluationRepository,
    private readonly chains: ChainWriter,
    private readonly waiverUses: WaiverUseWriter,
  ) {}

  /** Stores an evaluation, its link in the chain of verdicts, and the use of the waivers that it credits. */
  async record(scan: Scan, evaluation: Evaluation): Promise<void> {
    const credited = evaluation.verdict.waived_violations.map(({ waiver_id }) => waiver_id as WaiverId);
    await together([
      this.evaluations.insert(scan.orgId, scan.id, evaluation),
      this.chains.recordVerdict(toSealed(scan, evaluation)),
      this.waiverUses.recordUses(scan, credited, evaluation.evaluatedAt),
    ]);
  }
}

const toSealed = (scan: Scan, evaluation: Evaluation) => ({
  ...{ orgId: scan.orgId, repoId: scan.repoId, scanId: scan.id, number: evaluation.number },
  ...{ commitSha: scan.commitSha, branch: scan.branch, prNumber: scan.prNumber },
  ...{ trigger: evaluation.trigger, status: evaluation.status, policyRevision: evaluation.policyRevision },
  ...{ policy: evaluation.policy, verdict: evaluation.verdict, ratings: evaluation.ratings, facts: evaluation.facts },
  ...{ evaluatedAt: evaluation.evaluatedAt.toISOString(), evaluatedBy: evaluation.evaluatedBy },
});
