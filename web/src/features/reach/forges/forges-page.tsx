import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button';
import { NotOpen } from '../../../ui/not-open';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { useIsAdministrator } from '../../people/session/session.queries';
import { reposQuery } from '../../show/repository/repository.queries';
import { NEW_DRAFT } from './forge-draft';
import { type CreatedForgeConnection, forgesQuery, useCreateForge, WHO_MAY } from './forges.queries';
import { Connection } from './parts/connection';
import { ForgeForm } from './parts/forge-form';
import { NewHook } from './parts/new-hook';
import { Places } from './parts/places';

export function ForgesPage() {
  return useIsAdministrator() ? <Forges /> : <NotOpen title="Forges" who={WHO_MAY} />;
}

function Forges() {
  useTitle('Forges');
  const { forges } = useSuspenseQuery(forgesQuery()).data;
  const { data: repos = [] } = useQuery({ ...reposQuery(), enabled: forges.length > 0 });
  const names = new Map(repos.map(({ id, name }) => [id, name]));
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedForgeConnection | null>(null);
  return (
    <>
      <PageHeader title="Forges" help="forges">
        They show verdicts where the merge button is: on commits and pull requests.
      </PageHeader>
      <div>
        <Button kind="primary" onClick={() => setCreating(true)}>
          Connect forge
        </Button>
      </div>
      {created !== null && <NewHook name={created.name} hook={created.hook} />}
      {forges.length === 0 && (
        <Panel>
          <EmptyState title="No forge is connected">
            <p>Verdicts are shown only here and in the pipelines.</p>
          </EmptyState>
        </Panel>
      )}
      {forges.map((connection) => (
        <Connection key={connection.id} connection={connection} names={names} />
      ))}
      {repos.length > 0 && <Places names={names} />}
      {isCreating && (
        <NewForge
          onClose={() => setCreating(false)}
          onCreated={(connection) => {
            setCreated(connection);
            setCreating(false);
          }}
        />
      )}
    </>
  );
}

interface NewForgeProps {
  readonly onClose: () => void;
  readonly onCreated: (connection: CreatedForgeConnection) => void;
}

function NewForge({ onClose, onCreated }: NewForgeProps) {
  const create = useCreateForge();
  return (
    <ForgeForm
      title="Connect forge"
      action="Connect"
      initial={NEW_DRAFT}
      stored={null}
      isPending={create.isPending}
      error={create.error}
      onSubmit={(body, kind) => create.mutate({ ...body, kind }, { onSuccess: onCreated })}
      onClose={onClose}
    />
  );
}
