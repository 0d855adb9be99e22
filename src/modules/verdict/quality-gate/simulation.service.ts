import { Injectable } from '@nestjs/common';
import { mergeSwitches } from '../../../domain/gate/decide-status.js';
import { formatTime } from '../../../domain/gate/parse-time.js';
import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import {
  type NotJudgeable,
  simulate,
  type SimulatedPolicy,
  type SimulatedRepository,
  type SimulatedScan,
  type Simulation,
  type SimulationInputs,
  type SimulationWaiver,
} from '../../../domain/gate/simulate.js';
import { reachesScan, type Waiver } from '../../../domain/gate/waiver.js';
import type { RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Organization, OrganizationReader } from '../../people/organization/organization.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { RepoGateConfigRepository, type RepoGateConfigRevision } from './repo-gate-config.repository.js';
import { type JudgedScanRow, type ScanChoice, SimulationReadModel } from './simulation.read-model.js';

/** Tries policies on scans: gathers what they were judged on, and judges them again by the evaluator of verdicts. */
@Injectable()
export class SimulationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: SimulationReadModel,
    private readonly configs: GateConfigRepository,
    private readonly repoConfigs: RepoGateConfigRepository,
    private readonly waivers: WaiverReader,
    private readonly organizations: OrganizationReader,
  ) {}

  readInputs({ orgId }: Caller, choice: ScanChoice): Promise<SimulationInputs> {
    const at = this.tenant.now();
    return this.tenant.run(orgId, async () => {
      const [scans, waivers, own, settings] = await together([
        this.scans.listJudged(orgId, choice, at),
        this.waivers.listAllInForce(orgId, at),
        this.repoConfigs.listInForce(orgId),
        this.organizations.settings(orgId),
      ]);
      const present = new Set(scans.map(({ repoId }) => repoId));
      return {
        scans: scans.map((scan) => toSimulatedScan(scan, waivers)),
        repositories: [...own].filter(([repoId]) => present.has(repoId)).map(toSimulatedRepository),
        switches: toSwitches(settings),
      };
    });
  }

  /** The effect of a configuration of the organization; what the draft leaves out is as stored, but switched on. */
  simulate(
    caller: Caller,
    draft: Pick<GateConfigDraft, 'policy' | 'switches'>,
    choice: ScanChoice,
  ): Promise<Simulation> {
    return this.tenant.run(caller.orgId, async () => {
      const [stored, inputs] = await together([this.configs.hold(caller.orgId), this.readInputs(caller, choice)]);
      const switches = mergeSwitches(stored, { ...draft.switches, enabled: draft.switches.enabled ?? true });
      const wanted: SimulatedPolicy = { ...switches, policy: draft.policy ?? stored?.policy ?? DEFAULT_POLICY };
      return simulate(inputs, wanted);
    });
  }
}

const toSimulatedScan = (scan: JudgedScanRow, waivers: readonly Waiver[]): SimulatedScan => {
  const reason = notJudgeable(scan);
  return {
    scan_id: scan.id,
    repo_id: scan.repoId,
    repo: scan.repo,
    branch: scan.branch,
    pr_number: scan.prNumber,
    stored_status: scan.gateStatus,
    failing_rules: scan.failingRules,
    facts: reason === null ? scan.facts : null,
    not_judgeable: reason,
    waivers: waivers.filter((waiver) => reachesScan(waiver, scan)).map(toSimulationWaiver),
  };
};

function notJudgeable({ state, isOverdue, facts }: JudgedScanRow): NotJudgeable | null {
  if (state === 'failed') return 'scan_failed';
  if (state === 'pending') return isOverdue ? 'timed_out' : 'pending';
  return facts === null ? 'facts_unknown' : null;
}

const toSimulationWaiver = (waiver: Waiver): SimulationWaiver => ({
  id: waiver.id,
  rule: waiver.rule,
  repo_id: waiver.repoId,
  pr_number: waiver.prNumber,
  max_actual: waiver.maxActual,
  created_at: formatTime(waiver.createdAt),
});

const toSimulatedRepository = ([repoId, own]: readonly [RepoId, RepoGateConfigRevision]): SimulatedRepository => ({
  repo_id: repoId,
  rules: own.rules,
  enabled: own.enabled,
  block_merge_on_fail: own.blockMergeOnFail,
  applies_to_new_code_only: own.appliesToNewCodeOnly,
});

const toSwitches = (settings: Organization): SimulationInputs['switches'] => ({
  repo_policy: settings.repoPolicy,
  tolerate_inherited: settings.tolerateInherited,
  on_tool_failure: settings.onToolFailure,
  on_missing_tool: settings.onMissingTool,
});
