import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';

const isElsewhere = (next: string, now: string): boolean => next !== now && next !== '/sign-in';

/**
 * Asks before the page is left with an unsaved draft. Changing the page's own address and signing in again do not ask, as the
 * reader comes back to the draft.
 */
export function LeaveQuestion({ onDrop }: { readonly onDrop: () => void }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isElsewhere(next.pathname, current.pathname),
    enableBeforeUnload: true,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog
      title="Leave without saving?"
      onClose={reset}
      onSubmit={proceed}
      actions={
        <>
          <Button
            kind="danger"
            onClick={() => {
              onDrop();
              proceed();
            }}
          >
            Drop draft
          </Button>
          <Button kind="primary" type="submit">
            Leave
          </Button>
        </>
      }
    >
      <p>The policy is not saved. This browser tab keeps your draft until you return.</p>
    </Dialog>
  );
}
