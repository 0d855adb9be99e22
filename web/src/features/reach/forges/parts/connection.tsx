import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Ends } from '../../../../ui/ends';
import { Facts } from '../../../../ui/facts';
import form from '../../../../ui/form.module.css';
import { formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { draftOf } from '../forge-draft';
import { type ForgeConnection, useDeleteForge, useUpdateForge } from '../forges.queries';
import { CREDENTIALS_WORDS, KINDS, reportWords, STATE_WORDS } from '../messages';
import { ConnectionRepos } from './connection-repos';
import { ForgeForm } from './forge-form';
import { TestConnection } from './test-connection';

interface ConnectionProps {
  readonly connection: ForgeConnection;
  /** Names of the repositories by id. */
  readonly names: ReadonlyMap<number, string>;
}

/** A connection to a forge, and everything that is done to it. */
export function Connection({ connection, names }: ConnectionProps) {
  const [open, setOpen] = useState<'test' | 'edit' | 'delete' | null>(null);
  const close = () => setOpen(null);
  return (
    <Section
      title={connection.name}
      aside={KINDS[connection.kind].name}
      controls={
        <div className={form.actions}>
          <Button onClick={() => setOpen('test')}>Test</Button>
          <Button onClick={() => setOpen('edit')}>Edit</Button>
          <Button onClick={() => setOpen('delete')}>Delete</Button>
        </div>
      }
    >
      {connection.state !== 'ok' && <Notice tone="warning">{STATE_WORDS[connection.state]}.</Notice>}
      <Panel>
        <Facts facts={factsOf(connection)} />
      </Panel>
      <ConnectionRepos connection={connection} names={names} />
      {open === 'test' && <TestConnection connection={connection} onClose={close} />}
      {open === 'edit' && <EditConnection connection={connection} onClose={close} />}
      {open === 'delete' && <DeleteConnection connection={connection} onClose={close} />}
    </Section>
  );
}

function factsOf({ base_url, state, credentials, context, report, hook, budget }: ForgeConnection) {
  return [
    ['Site', <code>{base_url}</code>],
    ['State', STATE_WORDS[state]],
    ['Credentials', <Credentials credentials={credentials} />],
    ['Name to require', <code>{context}</code>],
    ['Shows', reportWords(report)],
    ['Hook address', hook.url === null ? 'none: PUBLIC_URL of the service is not set' : <code>{hook.url}</code>],
    ...(budget === null ? [] : [['Requests left', <Budget budget={budget} />] as const]),
  ] as const;
}

/** Type, end and last characters of credentials, which nobody sees again. */
function Credentials({ credentials: { type, hint, set_at, expires_at } }: Pick<ForgeConnection, 'credentials'>) {
  if (hint === '') return <>none are stored</>;
  return (
    <>
      {CREDENTIALS_WORDS[type]} <code>…{hint}</code>, set <Ago at={set_at} />
      {expires_at === null ? (
        '; the forge does not say when it ends'
      ) : (
        <>
          ; it ends <Ends at={expires_at} />
        </>
      )}
    </>
  );
}

function Budget({ budget: { remaining, reset_at } }: { readonly budget: NonNullable<ForgeConnection['budget']> }) {
  return (
    <>
      {formatCount(remaining)}
      {reset_at !== null && (
        <>
          , renewed <Ago at={reset_at} />
        </>
      )}
    </>
  );
}

interface DialogProps extends Pick<ConnectionProps, 'connection'> {
  readonly onClose: () => void;
}

function EditConnection({ connection, onClose }: DialogProps) {
  const update = useUpdateForge(connection.id);
  return (
    <ForgeForm
      title="Edit connection"
      action="Save connection"
      initial={draftOf(connection)}
      stored={connection}
      isPending={update.isPending}
      error={update.error}
      onSubmit={(body) =>
        announceDone(update.mutateAsync(body, { onSuccess: onClose }), `The connection ${connection.name} is saved.`)
      }
      onClose={onClose}
    />
  );
}

function DeleteConnection({ connection, onClose }: DialogProps) {
  const remove = useDeleteForge(connection.id);
  return (
    <ConfirmDialog
      title={`Delete ${connection.name}?`}
      action="Delete connection"
      isPending={remove.isPending}
      failure={failureWords(remove.error)}
      onConfirm={() =>
        announceDone(
          remove.mutateAsync(undefined, { onSuccess: onClose }),
          `The connection ${connection.name} is deleted.`,
        )
      }
      onClose={onClose}
    >
      <p>
        Its repositories are then no longer shown at the forge. What it already shows stays there; a pull request that
        waits for <code>{connection.context}</code> waits forever.
      </p>
    </ConfirmDialog>
  );
}
