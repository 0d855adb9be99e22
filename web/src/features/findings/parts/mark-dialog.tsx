import { useState } from 'react';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { countOf } from '../../../ui/format';
import { ReasonField } from '../../../ui/reason-field';

interface MarkDialogProps {
  readonly count: number;
  readonly onMark: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason of a mark. */
export function MarkDialog({ count, onMark, onClose }: MarkDialogProps) {
  const [reason, setReason] = useState('');
  const isBlank = reason.trim() === '';
  return (
    <Dialog
      title="Mark false positive"
      onClose={onClose}
      onSubmit={() => {
        if (!isBlank) onMark(reason.trim());
      }}
      actions={
        <Button kind="primary" type="submit" disabled={isBlank}>
          Mark {countOf(count, 'finding')}
        </Button>
      }
    >
      <p>
        {count === 1 ? 'It counts' : 'They count'} no longer, in this scan and all later scans of the repository.
        Verdicts stay as they are until they are judged again.
      </p>
      <ReasonField autoFocus value={reason} hint="Others read it beside the finding." onChange={setReason} />
    </Dialog>
  );
}
