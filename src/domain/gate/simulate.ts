import { type RepoId, type ScanId, type WaiverId } from '../ids.js';
import { type GateStatus, type GateSwitches, type StatusReason } from './decide-status.js';
import { type Threshold } from './exact-value.js';
import { judgeFacts } from './judge-facts.js';
import { measureScan } from './measure-scan.js';
import { type OrganizationSwitches } from './organization-switches.js';
import { type GatePolicy } from './policy.js';
import { overlayPolicy } from './policy-overlay.js';
import { configOfRepo, type NamedRules, type RepoGateConfig } from './repo-config.js';
import { type RuleName } from './rules.js';
import { type ScanFacts } from './scan-facts.js';
import { readSimulationFacts, type SimulationFacts } from './simulation-facts.js';
import { type Waiver, waiverLookup } from './waiver.js';

/**
 * Reasons for which a scan is not judged again: it is not completed; its deadline passed; its scanner gave up; what it was
 * judged on is not stored; or the gate would be off.
 */
export const NOT_JUDGEABLE = ['pending', 'timed_out', 'scan_failed', 'facts_unknown', 'disabled'] as const;
export type NotJudgeable = (typeof NOT_JUDGEABLE)[number];

/** A waiver in force that reaches a scan. */
export interface SimulationWaiver {
  readonly id: WaiverId;
  readonly rule: RuleName;
  readonly repo_id: RepoId | null;
  readonly pr_number: number | null;
  readonly max_actual: Threshold | null;
  readonly created_at: string;
}

/** A scan to judge again. */
export interface SimulatedScan {
  readonly scan_id: ScanId;
  readonly repo_id: RepoId;
  readonly repo: string;
  readonly branch: string;
  readonly pr_number: number | null;
  /** Status of the last evaluation; null while there is none. */
  readonly stored_status: GateStatus | null;
  /** Rules that this evaluation names as violated. */
  readonly failing_rules: readonly string[];
  /** Null if the scan cannot be judged again. */
  readonly facts: SimulationFacts | null;
  readonly not_judgeable: NotJudgeable | null;
  readonly waivers: readonly SimulationWaiver[];
}

/** The own configuration of a repository; null switches follow the organization. */
export interface SimulatedRepository {
  readonly repo_id: RepoId;
  readonly rules: NamedRules;
  readonly enabled: boolean | null;
  readonly block_merge_on_fail: boolean | null;
  readonly applies_to_new_code_only: boolean | null;
}

/** All that policies are simulated on, as `GET /quality/gates/simulation-inputs` answers it. */
export interface SimulationInputs {
  readonly scans: readonly SimulatedScan[];
  /** Repositories with a configuration of their own. */
  readonly repositories: readonly SimulatedRepository[];
  readonly switches: {
    readonly repo_policy: OrganizationSwitches['repoPolicy'];
    readonly tolerate_inherited: boolean;
    readonly on_tool_failure: OrganizationSwitches['onToolFailure'];
    readonly on_missing_tool: OrganizationSwitches['onMissingTool'];
  };
}

/** A configuration of the organization to try. */
export type SimulatedPolicy = GateSwitches & { readonly policy: GatePolicy };

interface NamedScan {
  readonly scan_id: ScanId;
  readonly repo: string;
  readonly pr_number: number | null;
}

/** A scan that the policy would judge otherwise. */
export interface Flip extends NamedScan {
  /** Rules that it would violate; of one that would pass, those that its stored verdict names as violated. */
  readonly because: readonly string[];
  /** Cause beside the rules, of one that would fail. */
  readonly reason: StatusReason | null;
}

/** Effect of a policy on scans; the numbers and lists add up to `scans`. */
export interface Simulation {
  readonly scans: number;
  readonly unchanged: number;
  readonly to_failed: readonly Flip[];
  readonly to_passed: readonly Flip[];
  readonly not_judgeable: readonly (NamedScan & { readonly reason: NotJudgeable })[];
}

/** Simulates one policy: as if it were saved, with the repositories' own configurations and policy files over it. */
export const simulate = (inputs: SimulationInputs, wanted: SimulatedPolicy): Simulation =>
  prepareSimulation(inputs)(wanted);

/** As `simulate`, for several policies: what does not depend on them is read once. */
export function prepareSimulation(inputs: SimulationInputs): (wanted: SimulatedPolicy) => Simulation {
  const repositories = new Map(inputs.repositories.map((own) => [own.repo_id, toRepoConfig(own)]));
  const prepared = inputs.scans.map((scan) => prepare(scan, repositories.get(scan.repo_id) ?? null, inputs.switches));
  return (wanted) => {
    const outcomes = prepared.map((judge) => judge(wanted));
    return {
      scans: outcomes.length,
      unchanged: outcomes.filter(({ to }) => to === 'unchanged').length,
      to_failed: outcomes.flatMap((outcome) => (outcome.to === 'failed' ? [outcome.flip] : [])),
      to_passed: outcomes.flatMap((outcome) => (outcome.to === 'passed' ? [outcome.flip] : [])),
      not_judgeable: outcomes.flatMap((outcome) => (outcome.to === 'none' ? [outcome.scan] : [])),
    };
  };
}

type Outcome =
  | { readonly to: 'unchanged' }
  | { readonly to: 'failed' | 'passed'; readonly flip: Flip }
  | { readonly to: 'none'; readonly scan: Simulation['not_judgeable'][number] };

type Prepared = (wanted: SimulatedPolicy) => Outcome;

function prepare(scan: SimulatedScan, own: RepoGateConfig | null, switches: SimulationInputs['switches']): Prepared {
  const { facts } = scan;
  if (facts === null) {
    const outcome = notJudgeable(scan, scan.not_judgeable ?? 'facts_unknown');
    return () => outcome;
  }
  const read: ScanFacts = readSimulationFacts(facts);
  const waiverFor = lookupOf(scan);
  const terms = {
    tolerateInherited: switches.tolerate_inherited,
    onToolFailure: switches.on_tool_failure,
    onMissingTool: switches.on_missing_tool,
  };
  const measures = { ofNewCode: measureScan(read, true), ofAllCode: measureScan(read, false) };
  return (wanted) => {
    const config = configOfRepo({ ...wanted, revision: 0 }, own)!;
    const policy = overlayPolicy(config.policy, facts.file_rules ?? {}, switches.repo_policy);
    const { status, reason, verdict } = judgeFacts(
      read,
      { config, policy, switches: terms, waiverFor },
      config.appliesToNewCodeOnly ? measures.ofNewCode : measures.ofAllCode,
    );
    if (status === scan.stored_status) return { to: 'unchanged' };
    if (status === 'not_configured') return notJudgeable(scan, 'disabled');
    const because = status === 'failed' ? verdict.violations.map(({ rule }) => rule) : scan.failing_rules;
    return { to: status, flip: { ...nameOf(scan), because, reason } };
  };
}

const notJudgeable = (scan: SimulatedScan, reason: NotJudgeable): Outcome => ({
  to: 'none',
  scan: { ...nameOf(scan), reason },
});

const nameOf = ({ scan_id, repo, pr_number }: SimulatedScan): NamedScan => ({ scan_id, repo, pr_number });

/** The waivers of a scan are in force, whatever the time: any instant serves. */
function lookupOf({ repo_id: repoId, pr_number: prNumber, waivers }: SimulatedScan) {
  const inForce = waivers.map((waiver): Waiver => ({
    id: waiver.id,
    rule: waiver.rule,
    repoId: waiver.repo_id,
    prNumber: waiver.pr_number,
    maxActual: waiver.max_actual,
    createdAt: new Date(waiver.created_at),
    expiresAt: null,
    revokedAt: null,
  }));
  return waiverLookup(inForce, { repoId, prNumber, at: new Date(0) });
}

const toRepoConfig = (own: SimulatedRepository): RepoGateConfig => ({
  rules: own.rules,
  enabled: own.enabled,
  blockMergeOnFail: own.block_merge_on_fail,
  appliesToNewCodeOnly: own.applies_to_new_code_only,
});
