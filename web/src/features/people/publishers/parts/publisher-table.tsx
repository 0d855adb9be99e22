import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { announceDone } from '../../../../ui/announce';
import { Breakable } from '../../../../ui/breakable';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Ends } from '../../../../ui/ends';
import table from '../../../../ui/table.module.css';
import { KINDS, STATE_ADVICE } from '../messages';
import { type TrustedPublisher, useDeletePublisher, useEnablePublisher } from '../publishers.queries';

interface PublisherTableProps {
  readonly publishers: readonly TrustedPublisher[];
  /** Names of the repositories by id. */
  readonly names: ReadonlyMap<number, string>;
}

/** Trusted publishers with the claims that each demands. */
export function PublisherTable({ publishers, names }: PublisherTableProps) {
  return (
    <table aria-label="Trusted publishers" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Publisher</th>
          <th scope="col">Claims</th>
          <th scope="col">Reaches</th>
          <th scope="col">Scopes</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {publishers.map((publisher) => (
          <Row key={publisher.id} publisher={publisher} names={names} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<PublisherTableProps, 'names'> {
  readonly publisher: TrustedPublisher;
}

function Row({ publisher, names }: RowProps) {
  const { kind, issuer, claims, repo_id, scopes, minted_by, created_at, expires_at } = publisher;
  const [isDeleting, setDeleting] = useState(false);
  const enable = useEnablePublisher(publisher.id);
  return (
    <tr>
      <th scope="row">
        {KINDS[kind].name} {issuer !== KINDS[kind].issuer && <code className={table.quiet}>{issuer}</code>}
        {minted_by !== null && (
          <span className={table.quiet}>
            {' '}
            ends with API key {minted_by}
            {expires_at !== null && (
              <>
                , <Ends at={expires_at} />
              </>
            )}
          </span>
        )}
      </th>
      <td data-label="Claims" className={table.roomy}>
        <div>
          {Object.entries(claims).map(([name, value]) => (
            <div key={name}>
              <code>
                <Breakable text={`${name}: ${value}`} />
              </code>
            </div>
          ))}
        </div>
      </td>
      <td data-label="Reaches" className={table.roomy}>
        {repo_id === null ? 'all repositories' : (names.get(repo_id) ?? `repository ${repo_id}`)}
      </td>
      <td data-label="Scopes">
        <code>
          <Breakable text={scopes.join(' ')} />
        </code>
      </td>
      <td data-label="State">
        <State publisher={publisher} />
      </td>
      <td data-label="Since">
        <Ago at={created_at} />
      </td>
      <td className={table.number}>
        <Button disabled={enable.isPending} onClick={() => enable.mutate(!publisher.enabled)}>
          {publisher.enabled ? 'Disable' : 'Enable'}
        </Button>{' '}
        <Button onClick={() => setDeleting(true)}>Delete</Button>
        {enable.error !== null && <p role="alert">{failureWords(enable.error)}</p>}
        {isDeleting && <DeletePublisher publisher={publisher} onClose={() => setDeleting(false)} />}
      </td>
    </tr>
  );
}

/** State of a publisher, with what there is to do. */
function State({ publisher: { state, contested_at } }: Pick<RowProps, 'publisher'>) {
  const advice = STATE_ADVICE[state];
  return (
    <div>
      {state}
      {advice !== null && <div className={table.quiet}>{advice}</div>}
      {contested_at !== null && state !== 'disabled' && (
        <div className={table.quiet}>
          Another organization trusts this repository too, since <Ago at={contested_at} />: tokens need the audience
          above.
        </div>
      )}
    </div>
  );
}

interface DeletePublisherProps {
  readonly publisher: TrustedPublisher;
  readonly onClose: () => void;
}

function DeletePublisher({ publisher, onClose }: DeletePublisherProps) {
  const remove = useDeletePublisher(publisher.id);
  return (
    <ConfirmDialog
      title="Delete the publisher?"
      action="Delete publisher"
      isPending={remove.isPending}
      failure={failureWords(remove.error)}
      onConfirm={() => announceDone(remove.mutateAsync(undefined, { onSuccess: onClose }), 'The publisher is deleted.')}
      onClose={onClose}
    >
      <p>Its pipelines are refused from their next request, including those that are running now.</p>
    </ConfirmDialog>
  );
}
