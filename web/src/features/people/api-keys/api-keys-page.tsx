import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../api/problem';
import { Ago } from '../../../ui/ago';
import { announce, announceDone } from '../../../ui/announce';
import { Button } from '../../../ui/button';
import { ConfirmDialog } from '../../../ui/confirm-dialog';
import { CopyField } from '../../../ui/copy-field';
import { Ends } from '../../../ui/ends';
import { formatCount } from '../../../ui/format';
import { NotOpen } from '../../../ui/not-open';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { useMe } from '../session/session.queries';
import { type ApiKey, apiKeysQuery, useRevokeApiKey } from './api-keys.queries';
import { CreateApiKey } from './create-api-key';
import { RotateApiKey } from './rotate-api-key';

export function ApiKeysPage() {
  const { can } = useMe();
  return can.manage_keys ? (
    <ApiKeys />
  ) : (
    <NotOpen
      title="API keys"
      who="Only administrators and owners of the organization can see, create, rotate and revoke its API keys."
    />
  );
}

function ApiKeys() {
  useTitle('API keys');
  const { api_keys: keys } = useSuspenseQuery(apiKeysQuery()).data;
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const nameOf = (id: number) => keys.find((key) => key.id === id)?.name ?? `key ${id}`;
  const live = keys.filter(({ revoked, expired }) => !revoked && !expired);
  return (
    <>
      <PageHeader title="API keys" help="api#a-key-for-the-pipeline">
        Programs sign in with them: pipelines, scripts, other dashboards.
      </PageHeader>
      <div>
        <Button kind="primary" onClick={() => setCreating(true)}>
          Create key
        </Button>
      </div>
      {secret !== null && (
        <Panel>
          <CopyField
            label="Key"
            value={secret}
            hint="It is shown only once. Store it as the secret QGATE_TOKEN of your pipeline."
          />
        </Panel>
      )}
      <Panel isFlush={live.length > 0}>
        {live.length === 0 ? <EmptyState title="No key in use" /> : <Keys keys={live} nameOf={nameOf} />}
      </Panel>
      {keys.length > live.length && <p>{formatCount(keys.length - live.length)} more were revoked or have expired.</p>}
      {isCreating && (
        <CreateApiKey
          onClose={() => setCreating(false)}
          onCreated={(created) => {
            setSecret(created);
            setCreating(false);
            announce('The key is created. Its secret is shown above the list, only once.');
          }}
        />
      )}
    </>
  );
}

interface KeysProps {
  readonly keys: readonly ApiKey[];
  readonly nameOf: (id: number) => string;
}

function Keys({ keys, nameOf }: KeysProps) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Scopes</th>
          <th scope="col">Last used</th>
          <th scope="col" className={table.number}>
            Uses
          </th>
          <th scope="col">Ends</th>
          <th scope="col">
            <span className="visually-hidden">Rotate or revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} maker={key.minted_by === null ? null : nameOf(key.minted_by)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly apiKey: ApiKey;
  /** Name of the key that created this one; null where a person did. */
  readonly maker: string | null;
}

function Row({ apiKey, maker }: RowProps) {
  const revoke = useRevokeApiKey();
  const [isRevoking, setRevoking] = useState(false);
  const [isRotating, setRotating] = useState(false);
  return (
    <tr>
      <th scope="row">
        {apiKey.name} <code className={table.quiet}>{apiKey.prefix}…</code>
        {apiKey.kind !== null && <span className={table.quiet}> {apiKey.kind}</span>}
        {maker !== null && <span className={table.quiet}> created by {maker}</span>}
        {apiKey.previous_expires_at !== null && (
          <span className={table.quiet}>
            {' '}
            old secret ends <Ends at={apiKey.previous_expires_at} />
          </span>
        )}
      </th>
      <td>
        <code>{apiKey.scopes.join(' ')}</code>
      </td>
      <td data-label="Last used">{apiKey.last_used_at === null ? 'never' : <Ago at={apiKey.last_used_at} />}</td>
      <td data-label="Uses" className={table.number}>
        {formatCount(apiKey.use_count)}
      </td>
      <td data-label="Ends">
        <Ends at={apiKey.expires_at} />
      </td>
      <td className={table.number}>
        <Button
          aria-label={`Rotate ${apiKey.name}`}
          disabled={apiKey.previous_expires_at !== null}
          onClick={() => setRotating(true)}
        >
          Rotate
        </Button>{' '}
        <Button aria-label={`Revoke ${apiKey.name}`} onClick={() => setRevoking(true)}>
          Revoke
        </Button>
        {isRotating && <RotateApiKey apiKey={apiKey} onClose={() => setRotating(false)} />}
        {isRevoking && (
          <ConfirmDialog
            title={`Revoke ${apiKey.name}?`}
            action="Revoke key"
            isPending={revoke.isPending}
            failure={failureWords(revoke.error)}
            onConfirm={() =>
              announceDone(
                revoke.mutateAsync(apiKey.id, { onSuccess: () => setRevoking(false) }),
                `The key ${apiKey.name} is revoked.`,
              )
            }
            onClose={() => setRevoking(false)}
          >
            <p>
              Programs that use it are refused from their next request
              {apiKey.scopes.includes('mint') &&
                ', as are those with keys that it created, and pipelines of its trusted publishers'}
              . This cannot be undone.
            </p>
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}
