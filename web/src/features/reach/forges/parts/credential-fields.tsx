import { fieldFault } from '../../../../api/form-faults';
import { Check } from '../../../../ui/check';
import { Field, SelectField, TextField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { type ForgeDraft, isElsewhere, SECRET_FIELDS, type SecretField } from '../forge-draft';
import { type CredentialsType, type ForgeConnection } from '../forges.queries';
import { CREDENTIALS_WORDS, KINDS } from '../messages';

interface CredentialFieldsProps {
  readonly draft: ForgeDraft;
  readonly stored: ForgeConnection | null;
  readonly error: Error | null;
  readonly onChange: (change: Partial<ForgeDraft>) => void;
}

const LABELS: Readonly<Record<SecretField, string>> = {
  app_id: 'App id',
  installation_id: 'Installation id',
  private_key: 'Private key',
  token: 'Token',
  email: 'Email address',
  id: 'Key of the consumer',
  secret: 'Secret of the consumer',
};
const OPTIONAL: readonly SecretField[] = ['installation_id'];
/** Parts that nobody should read over a shoulder. */
const HIDDEN: readonly SecretField[] = ['token', 'secret'];

/**
 * Credentials of the types that the forge takes. Those that are stored stay while nothing is typed, unless the site moves: they
 * were entered for another one.
 */
export function CredentialFields({ draft, stored, error, onChange }: CredentialFieldsProps) {
  const { kind, type, secrets, dropsCredentials } = draft;
  const hasStored = stored !== null && stored.credentials.hint !== '';
  const hasMoved = hasStored && isElsewhere(draft, stored);
  const isNothingTyped = SECRET_FIELDS[type].every((field) => secrets[field] === '');
  const mayBeEmpty = stored !== null && isNothingTyped && (!hasMoved || dropsCredentials);
  const set = (field: SecretField, value: string) => onChange({ secrets: { ...secrets, [field]: value } });
  return (
    <>
      <SelectField
        label="Credentials"
        value={type}
        error={fieldFault(error, 'credentials.type')}
        onChange={(event) => onChange({ type: event.target.value as CredentialsType })}
      >
        {KINDS[kind].credentials.map((each) => (
          <option key={each} value={each}>
            {CREDENTIALS_WORDS[each]}
          </option>
        ))}
      </SelectField>
      {hasStored && !hasMoved && (
        <Notice>The stored ones, which end in {stored.credentials.hint}, are kept if you leave this empty.</Notice>
      )}
      {hasMoved && (
        <Notice tone="warning">
          The stored ones were entered for {stored.base_url} and are not sent to another site: enter them again, or
          delete them.
        </Notice>
      )}
      {hasMoved && (
        <Check
          label="Delete the stored credentials"
          isChecked={dropsCredentials}
          onChange={(isChecked) => onChange({ dropsCredentials: isChecked })}
        />
      )}
      {SECRET_FIELDS[type].map((field) => (
        <SecretInput
          key={field}
          field={field}
          value={secrets[field]}
          isRequired={!mayBeEmpty && !OPTIONAL.includes(field)}
          hint={hintOf(field, draft)}
          error={fieldFault(error, `credentials.${field}`)}
          onChange={(value) => set(field, value)}
        />
      ))}
    </>
  );
}

interface SecretInputProps {
  readonly field: SecretField;
  readonly value: string;
  readonly isRequired: boolean;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function SecretInput({ field, value, isRequired, hint, error, onChange }: SecretInputProps) {
  const shared = { label: LABELS[field], required: isRequired, hint, error, value, autoComplete: 'off' } as const;
  if (field === 'private_key')
    return <TextField {...shared} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
  const type = HIDDEN.includes(field) ? 'password' : 'text';
  return <Field {...shared} type={type} onChange={(event) => onChange(event.target.value)} />;
}

function hintOf(field: SecretField, { kind, type }: ForgeDraft): string | undefined {
  if (field === 'private_key') return 'The file that the App’s settings generate (PEM).';
  if (field === 'installation_id') return 'Empty: the installation of each repository.';
  if (field === 'token')
    return type === 'basic'
      ? 'With the scopes to read the user, and to write repositories and pull requests.'
      : KINDS[kind].token;
  return undefined;
}
