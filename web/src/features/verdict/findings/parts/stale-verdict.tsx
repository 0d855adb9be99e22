import { failureWords } from '../../../../api/problem';
import { StaleNotice } from '../../../../verdict/stale-notice';
import { type ScanSummary, useJudgeAgain } from '../../scan/scan.queries';

/** Remark above a list whose marks changed since the verdict, with the way to a new one. */
export function StaleVerdict({ page: { scan, verdict, can } }: { readonly page: ScanSummary }) {
  const judge = useJudgeAgain(scan.id);
  if (!verdict.stale) return null;
  return (
    <StaleNotice
      isOpen={can.recompute === true}
      isPending={judge.isPending}
      failure={failureWords(judge.error)}
      onJudge={() => judge.mutate()}
    />
  );
}
