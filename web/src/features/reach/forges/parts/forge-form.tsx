import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { Field, SelectField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { bodyOf, type ForgeDraft, ofKind, SECRET_FIELDS } from '../forge-draft';
import { type ForgeBody, type ForgeConnection, type ForgeKind } from '../forges.queries';
import { KINDS } from '../messages';
import { CredentialFields } from './credential-fields';
import { ReportFields } from './report-fields';

interface ForgeFormProps {
  readonly title: string;
  readonly action: string;
  readonly initial: ForgeDraft;
  /** A connection that is changed; null for a new one. */
  readonly stored: ForgeConnection | null;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSubmit: (body: ForgeBody, kind: ForgeKind) => void;
  readonly onClose: () => void;
}

const PARTS = ['type', ...Object.values(SECRET_FIELDS).flat()];
const FIELDS = ['kind', 'name', 'base_url', 'context', ...PARTS.map((part) => `credentials.${part}`)];

/** Form of a connection that is created or changed; the kind of one that exists stays. */
export function ForgeForm(props: ForgeFormProps) {
  const { title, action, initial, stored, isPending, error, onSubmit, onClose } = props;
  const [draft, setDraft] = useState(initial);
  const set = (change: Partial<ForgeDraft>) => setDraft((now) => ({ ...now, ...change }));
  const { site, siteExample } = KINDS[draft.kind];
  const failure = formFailure(error, FIELDS);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => onSubmit(bodyOf(draft), draft.kind)}
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
      {stored === null && <KindField kind={draft.kind} onChange={(kind) => setDraft((now) => ofKind(now, kind))} />}
      <Field
        label="Name"
        required
        maxLength={100}
        placeholder={`${KINDS[draft.kind].name} of Acme`}
        value={draft.name}
        error={fieldFault(error, 'name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field
        label="Site"
        type="url"
        required={site === null}
        placeholder={siteExample}
        value={draft.baseUrl}
        error={fieldFault(error, 'base_url')}
        hint={site === null ? `For example ${siteExample}.` : `Empty: ${site}.`}
        onChange={(event) => set({ baseUrl: event.target.value })}
      />
      <CredentialFields draft={draft} stored={stored} error={error} onChange={set} />
      <Field
        label="Name of the status"
        required
        maxLength={40}
        value={draft.context}
        error={fieldFault(error, 'context')}
        hint="The name to require before a merge."
        onChange={(event) => set({ context: event.target.value })}
      />
      <ReportFields report={draft.report} onChange={(report) => set({ report })} />
    </Dialog>
  );
}

interface KindFieldProps {
  readonly kind: ForgeKind;
  readonly onChange: (kind: ForgeKind) => void;
}

function KindField({ kind, onChange }: KindFieldProps) {
  return (
    <SelectField label="Forge" value={kind} onChange={(event) => onChange(event.target.value as ForgeKind)}>
      {Object.entries(KINDS).map(([value, { name }]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
