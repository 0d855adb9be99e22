import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { prepareSimulation, type Simulation } from '../../../../gate/simulation';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { countOf, formatCount } from '../../../../ui/format';
import { effectSentence } from '../../../../verdict/effect-sentence';
import { inputsQuery } from '../policy.queries';
import { type PolicyContent, toSimulated } from '../policy-draft';

const route = getRouteApi('/shell/policy');

/** Effect of saving a policy on the scans of the page. */
export interface Stricter {
  /** Scans that it would fail and that the policy in force would fail as well, if it judged them now. */
  readonly already: number;
  /** Scans that stay failed by it and that the policy in force would pass. */
  readonly kept: number;
  readonly simulation: Simulation;
}

/**
 * Counts the page's scans that fail by a policy and pass by the one in force. Both are judged on the same facts, so verdicts
 * that turn for another reason do not count.
 *
 * @returns a function that answers null where no further scan fails, or where the facts of scans are not read
 */
export function useStricter(): (inForce: PolicyContent, next: PolicyContent) => Stricter | null {
  const { data: inputs } = useQuery(inputsQuery(route.useSearch()));
  return (inForce, next) => {
    if (inputs === undefined) return null;
    const judge = prepareSimulation(inputs);
    const now = judge(toSimulated(inForce));
    const simulation = judge(toSimulated(next));
    const isCounted = new Set(now.to_failed.map(({ scan_id }) => scan_id));
    const stays = new Set(simulation.to_passed.map(({ scan_id }) => scan_id));
    const already = simulation.to_failed.filter(({ scan_id }) => isCounted.has(scan_id)).length;
    const kept = now.to_passed.filter(({ scan_id }) => !stays.has(scan_id)).length;
    return already === simulation.to_failed.length && kept === 0 ? null : { already, kept, simulation };
  };
}

interface SaveQuestionProps {
  readonly stricter: Stricter;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before a policy is saved that fails more scans than the one in force, with the figures of the page. */
export function SaveQuestion({ stricter: { already, kept, simulation }, onConfirm, onClose }: SaveQuestionProps) {
  return (
    <Dialog
      title="Save a stricter policy?"
      onClose={onClose}
      onSubmit={onConfirm}
      actions={
        <Button kind="primary" type="submit">
          Save it
        </Button>
      }
    >
      <p>{effectSentence(simulation)}</p>
      {already > 0 && (
        <p>
          {formatCount(already)} of the {formatCount(simulation.to_failed.length)} would fail under the policy in force
          as well, if it judged them again now.
        </p>
      )}
      {kept > 0 && (
        <p>
          {countOf(kept, 'scan')} that {kept === 1 ? 'stays' : 'stay'} failed would pass under the policy in force.
        </p>
      )}
      <p>Existing verdicts stay until their scans are judged again.</p>
    </Dialog>
  );
}
