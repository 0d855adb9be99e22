import { type ScanSummary } from '../scan/scan.queries';
import { WHO_ACCEPTS } from './messages';

/** Step that a person may take about accepting a problem. */
export type AcceptingStep = 'accept' | 'request' | 'withdraw';

interface Accepting {
  readonly step: AcceptingStep;
  readonly label: string;
  /** Reason why the person may not take the step. */
  readonly lockedBecause: string | null;
}

/** The step for a problem by the person's rights: members request what administrators decide. */
export function acceptingOf({ waive, request_waiver }: ScanSummary['can'], isAccepted: boolean): Accepting {
  const lockedBecause = waive ? null : WHO_ACCEPTS;
  if (isAccepted) return { step: 'withdraw', label: 'Withdraw the acceptance', lockedBecause };
  if (!waive && request_waiver) return { step: 'request', label: 'Request acceptance', lockedBecause: null };
  return { step: 'accept', label: 'Accept', lockedBecause };
}
