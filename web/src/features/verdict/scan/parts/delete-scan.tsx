import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Deletion } from '../../../../ui/deletion';
import { useDeleteScan } from '../changes.queries';
import { type ScanSummary } from '../scan.queries';

const WHO = 'Only administrators and owners of the organization may delete scans.';

/** Deletes the scan of the page, after a confirmation. */
export function DeleteScan({ page: { scan, repo, can } }: { readonly page: ScanSummary }) {
  const remove = useDeleteScan(scan.id);
  const router = useRouter();
  const leave = () => void router.navigate({ to: '/repos/$repoId', params: { repoId: repo.id } });
  return (
    <Deletion
      title="Deletion"
      action="Delete scan"
      lockedBecause={can.edit_repo === true ? null : WHO}
      about="Immediately deletes the scan with its findings, coverage and verdicts."
    >
      {(close) => (
        <ConfirmDialog
          title={`Delete scan ${scan.id}?`}
          action="Delete scan"
          isPending={remove.isPending}
          failure={failureWords(remove.error)}
          onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
          onClose={close}
        >
          <p>Changes that were compared with it keep their verdicts. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </Deletion>
  );
}
