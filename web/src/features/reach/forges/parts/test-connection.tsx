import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { SelectField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { reposQuery } from '../../../show/repository/repository.queries';
import { type ForgeConnection, useTestForge } from '../forges.queries';
import { CheckTable } from './check-table';

interface TestConnectionProps {
  readonly connection: ForgeConnection;
  readonly onClose: () => void;
}

/** Test of a connection, which reads alone, with or without the place of a repository. */
export function TestConnection({ connection, onClose }: TestConnectionProps) {
  const test = useTestForge(connection.id);
  const { data: repos = [] } = useQuery(reposQuery());
  const [repoId, setRepoId] = useState<number | null>(null);
  return (
    <Dialog
      title={`Test ${connection.name}`}
      onClose={onClose}
      onSubmit={() => test.mutate(repoId)}
      actions={
        <Button kind="primary" type="submit" disabled={test.isPending}>
          Run test
        </Button>
      }
    >
      <SelectField
        label="Repository"
        value={String(repoId)}
        hint="With one, its place and the right to write there are checked too. Nothing is written."
        onChange={(event) => setRepoId(event.target.value === 'null' ? null : Number(event.target.value))}
      >
        <option value="null">none: only the connection</option>
        {repos.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <div role="status">{test.isPending && 'The forge is being checked, for at most 15 seconds.'}</div>
      {test.error !== null && (
        <Notice tone="failure" role="alert">
          {failureWords(test.error)}
        </Notice>
      )}
      {test.data !== undefined && <CheckTable test={test.data} />}
    </Dialog>
  );
}
