import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { SelectField } from '../../../ui/field';
import { Notice } from '../../../ui/notice';
import { type ApiKey, useRotateApiKey } from './api-keys.queries';

interface RotateApiKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onRotated: (secret: string) => void;
}

const OVERLAPS = [
  { hours: 0, words: 'ends at once' },
  { hours: 1, words: 'works for an hour' },
  { hours: 24, words: 'works for a day' },
  { hours: 168, words: 'works for a week' },
];
const USUAL_HOURS = 24;

/** Asks how long the old secret still works, and replaces it. */
export function RotateApiKey({ apiKey, onClose, onRotated }: RotateApiKeyProps) {
  const rotate = useRotateApiKey();
  const [hours, setHours] = useState(USUAL_HOURS);
  const submit = () => rotate.mutate({ id: apiKey.id, hours }, { onSuccess: ({ key }) => onRotated(key) });
  return (
    <Dialog
      title={`Rotate ${apiKey.name}?`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <Button kind="primary" type="submit" disabled={rotate.isPending}>
          Rotate key
        </Button>
      }
    >
      {rotate.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(rotate.error).detail}
        </Notice>
      )}
      <p>
        The key gets a new secret, which is shown once. Its rights and its expiry stay the same. You become its creator:
        the new secret ends with your membership.
      </p>
      <SelectField
        label="The old secret"
        value={String(hours)}
        onChange={(event) => setHours(Number(event.target.value))}
      >
        {OVERLAPS.map((each) => (
          <option key={each.hours} value={each.hours}>
            {each.words}
          </option>
        ))}
      </SelectField>
    </Dialog>
  );
}
