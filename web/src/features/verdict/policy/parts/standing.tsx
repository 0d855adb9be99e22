import { Ago } from '../../../../ui/ago';
import { type Revision } from '../policy.queries';

/** Revision in force, or what the first save does. */
export function Standing({ newest }: { readonly newest: Revision | undefined }) {
  if (newest === undefined)
    return (
      <p>
        No policy has been saved yet, so no scan is judged. Below are the initial thresholds: the first save switches
        the gate on for all repositories, and scans that complete afterwards are judged.
      </p>
    );
  return (
    <p>
      Rules that every scan is judged by. Revision {newest.policy_version} is in force, saved by{' '}
      {newest.saved_by_name ?? <code>{newest.saved_by}</code>} <Ago at={newest.saved_at} />.
    </p>
  );
}
