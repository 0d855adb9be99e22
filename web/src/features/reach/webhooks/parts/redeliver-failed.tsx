import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { dayOf } from '../../../../ui/end-day';
import { Field } from '../../../../ui/field';
import { countOf } from '../../../../ui/format';
import { useRedeliverFailed } from '../webhooks.queries';

interface RedeliverFailedProps {
  readonly webhookId: number;
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

const WEEK_MS = 7 * 86_400_000;

/** Confirmation that failed deliveries since a day are sent again. */
export function RedeliverFailed({ webhookId, onDone, onClose }: RedeliverFailedProps) {
  const redeliver = useRedeliverFailed(webhookId);
  const [since, setSince] = useState(() => dayOf(new Date(Date.now() - WEEK_MS)));
  const send = () =>
    redeliver.mutate(new Date(`${since}T00:00:00`).toISOString(), {
      onSuccess: ({ queued }) => {
        onDone(
          queued === 0
            ? 'No delivery has failed since then.'
            : `Queued again: ${countOf(queued, 'delivery', 'deliveries')}.`,
        );
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title="Redeliver failed ones?"
      action="Deliver again"
      isPending={redeliver.isPending}
      failure={failureWords(redeliver.error)}
      onConfirm={send}
      onClose={onClose}
    >
      <Field
        label="Queued since"
        type="date"
        required
        value={since}
        hint="At most 10,000, oldest first. A receiver recognizes a repeated event by its id."
        onChange={(event) => setSince(event.target.value)}
      />
    </ConfirmDialog>
  );
}
