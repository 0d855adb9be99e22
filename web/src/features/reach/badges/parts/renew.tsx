import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { useRenewBadge } from '../changes.queries';

interface RenewProps {
  readonly repoId: number;
  readonly lockedBecause: string | null;
}

/** Button that replaces the addresses of a repository's badges, after a confirmation. */
export function Renew({ repoId, lockedBecause }: RenewProps) {
  const renew = useRenewBadge(repoId);
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <div>
      <Button lockedBecause={lockedBecause} onClick={() => setOpen(true)}>
        Renew addresses
      </Button>
      {isOpen && (
        <ConfirmDialog
          title="Renew the addresses?"
          action="Renew"
          isPending={renew.isPending}
          failure={failureWords(renew.error)}
          onConfirm={() =>
            announceDone(renew.mutateAsync(undefined, { onSuccess: close }), 'The addresses are renewed.')
          }
          onClose={close}
        >
          <p>Badges shown anywhere under the current addresses will then read “unknown”. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
