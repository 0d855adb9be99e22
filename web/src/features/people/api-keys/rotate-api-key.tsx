import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy-field';
import { Dialog } from '../../../ui/dialog';
import { SelectField } from '../../../ui/field';
import { Notice } from '../../../ui/notice';
import { type ApiKey, useRotateApiKey } from './api-keys.queries';

interface RotateApiKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

const OVERLAPS = [
  { hours: 0, words: 'ends at once' },
  { hours: 1, words: 'works for an hour' },
  { hours: 24, words: 'works for a day' },
  { hours: 168, words: 'works for a week' },
];
const USUAL_HOURS = 24;

/** Asks how long the old secret still works, replaces it, and shows the new one, once. */
export function RotateApiKey({ apiKey, onClose }: RotateApiKeyProps) {
  const rotate = useRotateApiKey();
  const [hours, setHours] = useState(USUAL_HOURS);
  if (rotate.isSuccess)
    return (
      <Dialog title={`New secret of ${apiKey.name}`} closeWord="Done" onClose={onClose} actions={null}>
        <CopyField label="Key" value={rotate.data.key} hint="It is shown only once. Store it where the old one is." />
      </Dialog>
    );
  return (
    <Dialog
      title={`Rotate ${apiKey.name}?`}
      onClose={onClose}
      onSubmit={() => rotate.mutate({ id: apiKey.id, hours })}
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
