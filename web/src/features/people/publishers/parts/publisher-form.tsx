import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { CheckList } from '../../../../ui/check';
import { Dialog } from '../../../../ui/dialog';
import { Field, SelectField, TextField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { KINDS, SCOPE_WORDS } from '../messages';
import { bodyOf, CLAIM_FIELDS, NEW_DRAFT, type PublisherDraft } from '../publisher-draft';
import { type PublisherKind, type PublisherScope, useCreatePublisher } from '../publishers.queries';

interface PublisherFormProps {
  /** Names of the repositories by id. */
  readonly names: ReadonlyMap<number, string>;
  readonly onClose: () => void;
}

const FIELDS = ['kind', 'issuer', 'repo_id', 'scopes'];

/** Form of a new trusted publisher, with the claims of its kind. */
export function PublisherForm({ names, onClose }: PublisherFormProps) {
  const create = useCreatePublisher();
  const { error } = create;
  const [draft, setDraft] = useState(NEW_DRAFT);
  const set = (change: Partial<PublisherDraft>) => setDraft((now) => ({ ...now, ...change }));
  const { issuer } = KINDS[draft.kind];
  const failure = formFailure(error, FIELDS);
  return (
    <Dialog
      title="Trust a pipeline"
      onClose={onClose}
      onSubmit={() =>
        announceDone(create.mutateAsync(bodyOf(draft), { onSuccess: onClose }), 'The pipeline is trusted.')
      }
      actions={
        <Button kind="primary" type="submit" disabled={create.isPending}>
          Trust
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <SelectField
        label="Kind"
        value={draft.kind}
        onChange={(event) => set({ kind: event.target.value as PublisherKind })}
      >
        {Object.entries(KINDS).map(([kind, { name }]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </SelectField>
      <Field
        label="Issuer"
        type="url"
        required={issuer === null}
        value={draft.issuer}
        error={fieldFault(error, 'issuer')}
        hint={issuer === null ? 'An https address with OpenID Connect Discovery.' : `Empty: ${issuer}.`}
        onChange={(event) => set({ issuer: event.target.value })}
      />
      <ClaimFields draft={draft} onChange={set} />
      <SelectField
        label="Reaches"
        value={String(draft.repoId)}
        error={fieldFault(error, 'repo_id')}
        onChange={(event) => set({ repoId: event.target.value === 'null' ? null : Number(event.target.value) })}
      >
        <option value="null">all repositories, and may create them</option>
        {[...names].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <CheckList<PublisherScope>
        title="The pipeline may"
        options={Object.entries(SCOPE_WORDS).map(([value, label]) => ({ value: value as PublisherScope, label }))}
        chosen={draft.scopes}
        error={fieldFault(error, 'scopes')}
        onChange={(scopes) => set({ scopes })}
      />
    </Dialog>
  );
}

interface ClaimFieldsProps {
  readonly draft: PublisherDraft;
  readonly onChange: (change: Partial<PublisherDraft>) => void;
}

/** Claims that a token must have, each exactly. */
function ClaimFields({ draft: { kind, claims, otherClaims }, onChange }: ClaimFieldsProps) {
  return (
    <>
      {CLAIM_FIELDS[kind].map(({ name, label, hint, isRequired = false }) => (
        <Field
          key={name}
          label={label}
          required={isRequired}
          value={claims[name] ?? ''}
          hint={hint}
          onChange={(event) => onChange({ claims: { ...claims, [name]: event.target.value } })}
        />
      ))}
      <TextField
        label={kind === 'custom' ? 'Claims' : 'Other claims'}
        required={kind === 'custom'}
        placeholder="sub: project:web"
        value={otherClaims}
        hint="One per line, with its exact value."
        onChange={(event) => onChange({ otherClaims: event.target.value })}
      />
    </>
  );
}
