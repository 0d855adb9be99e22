import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';

const PAGE = '/policy';

const isElsewhere = (next: string): boolean => next !== PAGE && next !== '/sign-in';

/**
 * Asks before the page is left with an unsaved draft. Changing the page's own address and signing in again do not ask, as the
 * reader comes back to the draft. The page stays in sight until the next one is loaded. It asks no second time then: its own
 * address is no longer the current one.
 */
export function LeaveQuestion({ onDrop }: { readonly onDrop: () => void }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname === PAGE && isElsewhere(next.pathname),
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
