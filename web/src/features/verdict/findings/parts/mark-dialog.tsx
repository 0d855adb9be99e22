import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { countOf } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { ReasonField } from '../../../../ui/reason-field';

interface MarkDialogProps {
  readonly count: number;
  readonly isPending: boolean;
  /** Refusal of the service. */
  readonly refusal: Error | null;
  readonly onMark: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason of a mark, and keeps it where the service refuses. */
export function MarkDialog({ count, isPending, refusal, onMark, onClose }: MarkDialogProps) {
  const [reason, setReason] = useState('');
  const isBlank = reason.trim() === '';
  const failure = formFailure(refusal, ['reason']);
  return (
    <Dialog
      title="Mark false positive"
      onClose={onClose}
      onSubmit={() => {
        if (!isBlank) onMark(reason.trim());
      }}
      actions={
        <Button kind="primary" type="submit" disabled={isBlank || isPending}>
          Mark {countOf(count, 'finding')}
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <p>
        {count === 1 ? 'It no longer counts' : 'They no longer count'} in this scan and all later scans of the
        repository. Verdicts stay as they are until they are judged again.
      </p>
      <ReasonField
        autoFocus
        value={reason}
        hint="Others see it beside the finding."
        error={fieldFault(refusal, 'reason')}
        onChange={setReason}
      />
    </Dialog>
  );
}
