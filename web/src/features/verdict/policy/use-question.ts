import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { prepareSimulation, type Simulation, type SimulationInputs } from '../../../gate/simulation';
import { countOf, formatCount } from '../../../ui/format';
import { loosenedOf } from './differences';
import { inputsQuery } from './policy.queries';
import { type PolicyContent, type PolicyVersion, toSimulated } from './policy-draft';

const route = getRouteApi('/shell/policy');

/** Pull requests among some scans, and those whose newest scan a policy fails. */
interface Pulls {
  readonly total: number;
  readonly failed: number;
}

/** Effect of saving a policy on the scans of the page. */
export interface Effect {
  readonly simulation: Simulation;
  /** Scans that it would fail and that the policy in force would fail as well, if it judged them now. */
  readonly already: number;
  /** Scans that stay failed by it and that the policy in force would pass. */
  readonly kept: number;
  readonly isStricter: boolean;
  /** It passes scans that the policy in force would fail. */
  readonly isLooser: boolean;
  readonly pulls: Pulls;
}

/** A change of the policy to be confirmed. */
export interface Question {
  /** Null while the facts of scans are not read. */
  readonly effect: Effect | null;
  readonly sentences: readonly string[];
  /** Rules and switches that ask less of a change than before. */
  readonly loosened: readonly string[];
}

/**
 * Decides whether a policy is saved after a question alone: it fails or passes scans that the one in force would not, a
 * rule asks less, it changes what blocks a merge, or it ends the judging. Both policies judge the same facts, so verdicts that turn for another
 * reason do not count.
 *
 * @returns a function that answers null where none of this is so
 */
export function useQuestion(): (inForce: PolicyVersion, next: PolicyContent) => Question | null {
  const { data: inputs } = useQuery(inputsQuery(route.useSearch()));
  return (inForce, next) => {
    const effect = inputs === undefined ? null : effectOf(inputs, inForce, next);
    const sentences = switchSentences(inForce, next, effect?.pulls ?? null);
    const loosened = loosenedOf(inForce, next);
    const isTurning = effect !== null && (effect.isStricter || effect.isLooser);
    return sentences.length + loosened.length > 0 || isTurning ? { effect, sentences, loosened } : null;
  };
}

function effectOf(inputs: SimulationInputs, inForce: PolicyContent, next: PolicyContent): Effect {
  const judge = prepareSimulation(inputs);
  const now = judge(toSimulated(inForce));
  const simulation = judge(toSimulated(next));
  const [failsNow, passesNow] = [idsOf(now.to_failed), idsOf(now.to_passed)];
  const [fails, passes] = [idsOf(simulation.to_failed), idsOf(simulation.to_passed)];
  const already = [...fails].filter((id) => failsNow.has(id)).length;
  const kept = [...passesNow].filter((id) => !passes.has(id)).length;
  const isLooser = [...passes].some((id) => !passesNow.has(id)) || [...failsNow].some((id) => !fails.has(id));
  const newest = new Map<string, SimulationInputs['scans'][number]>();
  for (const scan of inputs.scans) {
    const key = `${scan.repo_id}#${scan.pr_number}`;
    if (scan.pr_number !== null && !newest.has(key)) newest.set(key, scan);
  }
  const isFailed = ({ scan_id: id, stored_status: status }: SimulationInputs['scans'][number]) =>
    fails.has(id) || (status === 'failed' && !passes.has(id));
  return {
    ...{ simulation, already, kept, isLooser },
    isStricter: already < fails.size || kept > 0,
    pulls: { total: newest.size, failed: [...newest.values()].filter(isFailed).length },
  };
}

const idsOf = (flips: Simulation['to_failed']): ReadonlySet<number> => new Set(flips.map(({ scan_id }) => scan_id));

function switchSentences(inForce: PolicyContent, next: PolicyContent, pulls: Pulls | null): string[] {
  if (inForce.enabled && !next.enabled) return ['Scans are no longer judged, and no merge is blocked.'];
  if (inForce.block_merge_on_fail === next.block_merge_on_fail) return [];
  return next.block_merge_on_fail
    ? [`A failed gate blocks the merge${pulls === null ? '.' : `: ${failedOf(pulls)} would be blocked.`}`]
    : [`A failed gate no longer blocks the merge${pulls === null ? '.' : `: ${failedOf(pulls)} could be merged.`}`];
}

const failedOf = ({ total, failed }: Pulls): string =>
  `${formatCount(failed)} of ${countOf(total, 'pull request')} whose newest scan is among these`;
