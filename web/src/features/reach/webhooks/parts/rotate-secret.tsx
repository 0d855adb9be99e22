import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { SelectField } from '../../../../ui/field';
import { nameOf } from '../messages';
import { useRotateSecret, type Webhook } from '../webhooks.queries';

interface RotateSecretProps {
  readonly webhook: Webhook;
  readonly onSecret: (secret: string) => void;
  readonly onClose: () => void;
}

const OVERLAPS = [
  { hours: 24, words: 'for a day' },
  { hours: 168, words: 'for a week' },
  { hours: 0, words: 'not at all: it may be known to others' },
];

/** Confirmation of a new secret, with the time for which the old one signs as well. */
export function RotateSecret({ webhook, onSecret, onClose }: RotateSecretProps) {
  const rotate = useRotateSecret(webhook.id);
  const [hours, setHours] = useState(OVERLAPS[0]!.hours);
  return (
    <ConfirmDialog
      title={`Rotate the secret of ${nameOf(webhook)}?`}
      action="Rotate"
      isPending={rotate.isPending}
      failure={failureWords(rotate.error)}
      onConfirm={() =>
        rotate.mutate(hours, {
          onSuccess: ({ secret }) => {
            onSecret(secret);
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <SelectField
        label="The current secret also signs"
        value={String(hours)}
        hint="Until then, a receiver that has either secret accepts the requests."
        onChange={(event) => setHours(Number(event.target.value))}
      >
        {OVERLAPS.map((each) => (
          <option key={each.hours} value={each.hours}>
            {each.words}
          </option>
        ))}
      </SelectField>
    </ConfirmDialog>
  );
}
