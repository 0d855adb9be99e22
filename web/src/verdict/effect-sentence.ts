import { type Simulation } from '../gate/simulation';
import { countOf, formatCount } from '../ui/format';

/** The effect of a policy in one sentence. */
export function effectSentence({ scans, to_failed, to_passed, unchanged }: Simulation): string {
  if (to_failed.length + to_passed.length === 0)
    return unchanged === 0
      ? `None of the last ${countOf(scans, 'scan')} can be judged by this policy.`
      : `The last ${countOf(scans, 'scan')} would be judged as before.`;
  return `Of the last ${countOf(scans, 'scan')} ${formatCount(to_failed.length)} would fail and ${formatCount(to_passed.length)} would pass; ${formatCount(unchanged)} would stay.`;
}
