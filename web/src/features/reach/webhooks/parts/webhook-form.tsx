import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button } from '../../../../ui/button';
import { Check } from '../../../../ui/check';
import { Dialog } from '../../../../ui/dialog';
import { Field, SelectField, TextField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { originOf } from '../../../../ui/origin';
import { FORMAT_WORDS } from '../messages';
import { bodyOf, type WebhookDraft } from '../webhook-draft';
import { type Webhook, type WebhookBody } from '../webhooks.queries';
import { EventFields } from './event-fields';
import { RepositoryFields } from './repository-fields';

interface WebhookFormProps {
  readonly title: string;
  readonly action: string;
  readonly initial: WebhookDraft;
  /** Names of the headers that are stored. */
  readonly headerNames?: readonly string[];
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSubmit: (body: WebhookBody) => void;
  readonly onClose: () => void;
}

const FIELDS = ['url', 'description', 'format', 'events', 'repo_ids', 'headers'];

/** Form of a webhook that is created or changed. */
export function WebhookForm(props: WebhookFormProps) {
  const { title, action, initial, headerNames = [], isPending, error, onSubmit, onClose } = props;
  const [draft, setDraft] = useState(initial);
  const set = (change: Partial<WebhookDraft>) => setDraft((now) => ({ ...now, ...change }));
  const failure = formFailure(error, FIELDS);
  const origin = originOf(draft.url.trim());
  const hasMoved = headerNames.length > 0 && origin !== null && origin !== originOf(initial.url);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => onSubmit(bodyOf(draft))}
      actions={
        <Button kind="primary" type="submit" disabled={isPending}>
          {action}
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <Field
        label="Address"
        type="url"
        required
        maxLength={2000}
        placeholder="https://hooks.example.org/quality"
        value={draft.url}
        error={fieldFault(error, 'url')}
        onChange={(event) => set({ url: event.target.value })}
      />
      <Field
        label="Description"
        maxLength={500}
        value={draft.description}
        error={fieldFault(error, 'description')}
        onChange={(event) => set({ description: event.target.value })}
      />
      <SelectField
        label="Format"
        value={draft.format}
        error={fieldFault(error, 'format')}
        hint={
          draft.format === 'standard'
            ? undefined
            : 'Messages are sent only for verdicts and waivers, and are not signed.'
        }
        onChange={(event) => set({ format: event.target.value as Webhook['format'] })}
      >
        {Object.entries(FORMAT_WORDS).map(([format, words]) => (
          <option key={format} value={format}>
            {words}
          </option>
        ))}
      </SelectField>
      <EventFields draft={draft} error={fieldFault(error, 'events')} onChange={set} />
      <RepositoryFields
        repoIds={draft.repoIds}
        error={fieldFault(error, 'repo_ids')}
        onChange={(repoIds) => set({ repoIds })}
      />
      <TextField
        label="Headers"
        placeholder="Authorization: Bearer …"
        required={hasMoved && !draft.dropsHeaders}
        value={draft.headers}
        error={fieldFault(error, 'headers')}
        hint={headerHint(headerNames, hasMoved)}
        onChange={(event) => set({ headers: event.target.value })}
      />
      {headerNames.length > 0 && (
        <Check
          label="Remove the stored headers"
          isChecked={draft.dropsHeaders}
          onChange={(dropsHeaders) => set({ dropsHeaders })}
        />
      )}
    </Dialog>
  );
}

/** Values of headers are secret: what is stored can be replaced, and is not shown. A new address needs them again. */
function headerHint(names: readonly string[], hasMoved: boolean): string {
  if (names.length === 0) return 'One per line, at most five. They are stored encrypted.';
  const stored = `Stored: ${names.join(', ')}.`;
  return hasMoved
    ? `${stored} They were entered for another address and are not sent to this one: enter them again, or remove them.`
    : `${stored} Headers that you enter here replace them.`;
}
