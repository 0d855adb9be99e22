import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { useDeletionFigures } from '../../../../shell/deletion-figures';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { useDeleteScan } from '../changes.queries';

interface DeleteScanQuestionProps {
  readonly scanId: number;
  readonly repoId: number;
  readonly onClose: () => void;
}

/** Confirmation with figures of what is deleted. */
export function DeleteScanQuestion({ scanId, repoId, onClose }: DeleteScanQuestionProps) {
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
