import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { type Baseline } from '../baseline.queries';
import { useRebuildBaseline } from '../changes.queries';
import { consequenceWords } from '../messages';

interface RebuildProps {
  readonly repoId: number;
  readonly baseline: Baseline;
  readonly lockedBecause: string | null;
}

/** Button that clears the baseline, after a confirmation with the consequence in figures. */
export function Rebuild({ repoId, baseline, lockedBecause }: RebuildProps) {
  const rebuild = useRebuildBaseline(repoId);
  const [isOpen, setOpen] = useState(false);
  const emptyBecause = baseline.tools.length === 0 ? 'There is no baseline to rebuild.' : null;
  const close = () => setOpen(false);
  return (
    <div>
      <Button lockedBecause={lockedBecause ?? emptyBecause} onClick={() => setOpen(true)}>
        Rebuild baseline
      </Button>
      {isOpen && (
        <ConfirmDialog
          title="Rebuild the baseline?"
          action="Rebuild"
          isPending={rebuild.isPending}
          failure={failureWords(rebuild.error)}
          onConfirm={() => rebuild.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>{consequenceWords(baseline)} Until then, it can be undone.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
