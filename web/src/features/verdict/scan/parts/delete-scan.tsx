import { lazy, Suspense } from 'react';
import { Deletion } from '../../../../ui/deletion';
import { type ScanSummary } from '../scan.queries';

const Question = lazy(() => import('./delete-scan-question').then((part) => ({ default: part.DeleteScanQuestion })));

const WHO = 'Only administrators and owners of the organization may delete scans.';

/** Deletes the scan of the page, after a confirmation. */
export function DeleteScan({ page: { scan, repo, can } }: { readonly page: ScanSummary }) {
  return (
    <Deletion
      title="Deletion"
      action="Delete scan"
      lockedBecause={can.edit_repo === true ? null : WHO}
      about="Immediately deletes the scan with its findings, coverage and verdicts."
    >
      {(close) => (
        <Suspense fallback={null}>
          <Question scanId={scan.id} repoId={repo.id} onClose={close} />
        </Suspense>
      )}
    </Deletion>
  );
}
