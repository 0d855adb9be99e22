import { Button } from '../../../ui/button';
import { Notice } from '../../../ui/notice';
import { type ScanSummary, useJudgeAgain } from '../../scan/scan.queries';

/** Remark above a list whose marks changed since the verdict, with the way to a new one. */
export function StaleVerdict({ page: { scan, verdict, can } }: { readonly page: ScanSummary }) {
  const judge = useJudgeAgain(scan.id);
  if (!verdict.stale) return null;
  return (
    <Notice
      tone="warning"
      role="status"
      action={
        <Button
          onClick={() => judge.mutate()}
          disabled={judge.isPending}
          lockedBecause={can.recompute ? null : 'Administrators judge again.'}
        >
          Judge again
        </Button>
      }
    >
      The verdict is older than the marks, waivers or policy of now.
    </Notice>
  );
}
