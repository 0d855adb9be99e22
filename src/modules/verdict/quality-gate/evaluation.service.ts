import { Injectable } from '@nestjs/common';
import { MOST_ACTIONS } from '../../../domain/gate/actions/plan-actions.js';
import { type GateInputs, judgeFailedScan, judgeScan } from '../../../domain/gate/judge-scan.js';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { ScanId } from '../../../domain/ids.js';
import { toNextActionBody } from '../../../domain/scanned/verdict-body.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { DetailsExpired } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ActorReader } from '../../people/auth/actor.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ActionPlanReader } from './action-plan.reader.js';
import type { PreviewDto } from './dto/evaluation.dto.js';
import type { NextActionDto } from './dto/verdict.dto.js';
import type { Evaluation } from './evaluation.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { applyDraft, type GateConfigDraft, isEmptyDraft } from './gate-config-draft.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { toJudgementDto } from './to-verdict.js';

/** Previews of judgements, and the evaluations that were stored. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly inputs: GateInputsReader,
    private readonly plans: ActionPlanReader,
    private readonly evaluations: EvaluationRepository,
    private readonly actors: ActorReader,
  ) {}

  /**
   * The judgement on what is known of the scan now, under what is in force now or under a draft; nothing is written. A
   * pending scan is judged on what has come so far (docs/adr/gate.md#previews-of-drafts).
   */
  preview(caller: Caller, scanId: ScanId, draft: GateConfigDraft): Promise<PreviewDto> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.getScan(caller.orgId, scanId);
      if (scan.detailsExpiredAt !== null) throw new DetailsExpired('evaluate', scan.detailsExpiredAt);
      const at = this.tenant.now();
      const inputs = underDraft(await this.inputs.readGateInputs(scan, at), draft);
      const judgement = judge(scan, inputs, at);
      const plan = await this.plans.plan(scan, inputs, judgement, at);
      return { ...toJudgementDto(scan, judgement, plan, at), policy: judgement.policy, draft: !isEmptyDraft(draft) };
    });
  }

  /**
   * A page of the actions that turn the scan's verdict: as stored where the verdict shows all of them, else planned by what is in
   * force now.
   */
  listActions(
    { orgId }: Caller,
    scanId: ScanId,
    { rule, from, limit }: { rule: RuleName | null; from: number; limit: number },
  ): Promise<NextActionDto[]> {
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.getScan(orgId, scanId);
      const actions = await this.readActions(scan);
      return actions.filter((action) => rule === null || action.rule === rule).slice(from, from + limit);
    });
  }

  private async readActions(scan: Scan): Promise<readonly NextActionDto[]> {
    const stored = await this.evaluations.findEvaluation(scan.orgId, scan.id, scan.evaluation);
    if (stored === null) return [];
    const { next_actions: shown } = stored.verdict;
    if (shown.length < MOST_ACTIONS) return shown;
    if (scan.detailsExpiredAt !== null) throw new DetailsExpired('read', scan.detailsExpiredAt);
    const at = this.tenant.now();
    const inputs = await this.inputs.readGateInputs(scan, at);
    const { actions } = await this.plans.plan(scan, inputs, judge(scan, inputs, at), at, Infinity);
    return actions.map(toNextActionBody);
  }

  /** A scan's evaluations, newest first, those before `beforeNumber`, and the names of those who started them. */
  listEvaluations(
    caller: Caller,
    scanId: ScanId,
    page: { limit: number; beforeNumber: number | null },
  ): Promise<{ evaluations: Evaluation[]; names: ReadonlyMap<string, string> }> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.scans.getScan(orgId, scanId);
      const evaluations = await this.evaluations.listEvaluations(orgId, scanId, page);
      const actors = evaluations.map(({ evaluatedBy }) => evaluatedBy);
      return { evaluations, names: await this.actors.namesOf(orgId, actors) };
    });
  }
}

const judge = (scan: Scan, inputs: GateInputs, at: Date) =>
  scan.state === 'failed' ? judgeFailedScan(scan, inputs) : judgeScan(scan, inputs, at);

/** A draft is judged as if it were saved and switched on. */
function underDraft(inputs: GateInputs, draft: GateConfigDraft): GateInputs {
  if (isEmptyDraft(draft)) return inputs;
  const stored = inputs.config;
  const wanted = applyDraft(stored, draft);
  return {
    ...inputs,
    config: { ...wanted, enabled: draft.switches.enabled ?? true, revision: stored?.revision ?? 0 },
  };
}
