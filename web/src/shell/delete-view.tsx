import { failureWords } from '../api/problem';
import { useDeleteView, type View } from '../features/show/views/views.queries';
import { announceDone } from '../ui/announce';
import { ConfirmDialog } from '../ui/confirm-dialog';

interface DeleteViewProps {
  readonly view: View;
  readonly onClose: () => void;
}

/** Asks before a saved filter is deleted, with who else loses it. */
export function DeleteView({ view: { id, name, query, shared }, onClose }: DeleteViewProps) {
  const remove = useDeleteView();
  return (
    <ConfirmDialog
      title={`Delete the view ${name}?`}
      action="Delete view"
      isPending={remove.isPending}
      failure={failureWords(remove.error)}
      onConfirm={() => announceDone(remove.mutateAsync(id, { onSuccess: onClose }), `The view ${name} is deleted.`)}
      onClose={onClose}
    >
      <p>
        {shared ? 'All members of the organization lose it' : 'Only you have it'}. Its filter:{' '}
        <code>{query === '' ? 'none' : query}</code>. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
