import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { useDeletionFigures } from '../../../../shell/deletion-figures';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Deletion } from '../../../../ui/deletion';
import { useDeleteScan } from '../changes.queries';
import { type ScanSummary } from '../scan.queries';

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
      {(close) => <Question scanId={scan.id} repoId={repo.id} onClose={close} />}
    </Deletion>
  );
}

interface QuestionProps {
  readonly scanId: number;
  readonly repoId: number;
  readonly onClose: () => void;
}

function Question({ scanId, repoId, onClose }: QuestionProps) {
  const remove = useDeleteScan(scanId);
  const router = useRouter();
  const leave = () => void router.navigate({ to: '/repos/$repoId', params: { repoId } });
  const { isPending, failure, figures } = useDeletionFigures(`/scans/${scanId}`);
  return (
    <ConfirmDialog
      title={`Delete scan ${scanId}?`}
      action="Delete scan"
      isPending={isPending || remove.isPending}
      failure={failureWords(remove.error) ?? failure}
      onConfirm={() => remove.mutate(undefined, { onSuccess: leave })}
      onClose={onClose}
    >
      <p>{figures}</p>
      <p>Changes that were compared with it keep their verdicts. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
