import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Field, SelectField } from '../../../ui/field';
import form from '../../../ui/form.module.css';
import { formatCount } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { useMe } from '../session/session.queries';
import { PIPELINE_SCOPES, useCreateApiKey, usualDays } from './api-keys.queries';

interface CreateApiKeyProps {
  readonly onClose: () => void;
  readonly onCreated: (secret: string) => void;
}

const SCOPES = {
  'read:scans': 'read scans, findings and verdicts',
  'read:repos': 'read repositories',
  'write:scans': 'push scans',
  admin: 'change policies, waivers and settings, revoke keys and sessions',
  mint: 'manage members, and create keys, trusted publishers, webhooks and forge connections',
} as const;

const DURATIONS = [
  { days: 30, words: 'in 30 days' },
  { days: 90, words: 'in 90 days' },
  { days: 365, words: 'in a year' },
  { days: null, words: 'never' },
];

/** Times after which a new key may end in an organization with this longest time in days; null: any. */
const durationsWithin = (longest: number | null) =>
  longest === null
    ? DURATIONS
    : [
        ...DURATIONS.filter(({ days }) => days !== null && days < longest),
        { days: longest, words: `in ${formatCount(longest)} days, the longest` },
      ];

/** Form of a new key, with the scopes of a pipeline chosen. */
export function CreateApiKey({ onClose, onCreated }: CreateApiKeyProps) {
  const create = useCreateApiKey();
  const longest = useMe().limits.max_key_days;
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(PIPELINE_SCOPES);
  const [isAgent, setAgent] = useState(false);
  const [mayWriteBaseline, setMayWriteBaseline] = useState(true);
  const [days, setDays] = useState<number | null>(usualDays(longest));
  const problem = create.error === null ? null : problemOf(create.error);
  const submit = () =>
    create.mutate(
      {
        name,
        scopes,
        may_write_baseline: mayWriteBaseline && !isAgent,
        ...(isAgent && { kind: 'agent' }),
        expires_in_days: days,
      },
      { onSuccess: ({ key }) => onCreated(key) },
    );
  return (
    <Dialog
      title="Create key"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <Button kind="primary" type="submit" disabled={create.isPending || scopes.length === 0}>
          Create
        </Button>
      }
    >
      {problem && (
        <Notice tone="failure" role="alert">
          {problem.extra.errors?.[0]?.message ?? problem.detail}
        </Notice>
      )}
      <Field
        label="Name"
        required
        placeholder="ci of acme/web"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label="For"
        value={isAgent ? 'agent' : 'program'}
        hint={
          isAgent
            ? 'An agent reads, scans changes and requests waivers. It cannot write the baseline, marks, waivers, policies, members or keys.'
            : undefined
        }
        onChange={(event) => {
          setAgent(event.target.value === 'agent');
          setScopes(PIPELINE_SCOPES);
        }}
      >
        <option value="program">a pipeline or a program</option>
        <option value="agent">a coding agent</option>
      </SelectField>
      <fieldset className={form.checks}>
        <legend>The key may</legend>
        {Object.entries(SCOPES)
          .filter(([scope]) => !isAgent || PIPELINE_SCOPES.some((each) => each === scope))
          .map(([scope, words]) => (
            <label key={scope} className={form.check}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes((now) => (event.target.checked ? [...now, scope] : now.filter((each) => each !== scope)))
                }
              />
              <span>
                {words} <code>{scope}</code>
              </span>
            </label>
          ))}
        {scopes.includes('mint') && (
          <p>
            Such a key can take over the account of a member whose role is not above its own: it can change roles and
            create links that reset passwords. Keys and trusted publishers that it creates end with it.
          </p>
        )}
        {!isAgent && (
          <label className={form.check}>
            <input
              type="checkbox"
              checked={mayWriteBaseline}
              onChange={(event) => setMayWriteBaseline(event.target.checked)}
            />
            write the baseline that other scans are compared with
          </label>
        )}
      </fieldset>
      <SelectField
        label="Ends"
        value={String(days)}
        onChange={(event) => setDays(event.target.value === 'null' ? null : Number(event.target.value))}
      >
        {durationsWithin(longest).map((each) => (
          <option key={each.words} value={String(each.days)}>
            {each.words}
          </option>
        ))}
      </SelectField>
    </Dialog>
  );
}
