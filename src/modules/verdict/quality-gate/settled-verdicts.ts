import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { GateInputs, Judgement } from '../../../domain/gate/judge-scan.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ActionPlanReader } from './action-plan.reader.js';
import type { VerdictDto } from './dto/verdict.dto.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { toVerdict } from './to-verdict.js';

/** Ends the staleness of verdicts whose marks were undone, inside the open tenant transaction. */
@Injectable()
export class SettledVerdicts {
  constructor(
    private readonly plans: ActionPlanReader,
    private readonly evaluations: EvaluationRepository,
    private readonly scans: ScanWriter,
  ) {}

  /**
   * Settles the stored verdict of a scan that would be the same now, with its counts and its next actions: it considers the
   * marks of now. True if it did (docs/adr/gate.md#inputs-recorded-with-a-verdict).
   */
  async settle(scan: Scan, inputs: GateInputs, judgement: Judgement, at: Date): Promise<boolean> {
    if (!isSame(inputs.counters, scan.counters)) return false;
    const stored = await this.evaluations.findEvaluation(scan.orgId, scan.id, scan.evaluation);
    if (stored === null) return false;
    const plan = await this.plans.plan(scan, inputs, judgement, at);
    if (!isSame(comparable(stored.verdict), comparable(toVerdict(scan, judgement, plan, stored.number, at))))
      return false;
    const considered = stored.verdict.considered.marks_changed_at;
    return this.scans.settleMarks(scan, considered === null ? null : new Date(considered));
  }
}

const comparable = ({ considered, ...verdict }: VerdictDto) => ({
  ...verdict,
  evaluated_at: null,
  considered: { ...considered, marks_changed_at: null },
});

/** Equal as JSON, in which keys have no order and undefined ones are left out. */
const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(asJson(one), asJson(other));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
