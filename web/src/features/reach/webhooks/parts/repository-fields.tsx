import { useQuery } from '@tanstack/react-query';
import { CheckList } from '../../../../ui/check';
import { SelectField } from '../../../../ui/field';
import { reposQuery } from '../../../show/repository/repository.queries';

interface RepositoryFieldsProps {
  /** Null: all, and events of none. */
  readonly repoIds: readonly number[] | null;
  readonly error: string | undefined;
  readonly onChange: (repoIds: readonly number[] | null) => void;
}

/** Choice of all repositories, or of some. */
export function RepositoryFields({ repoIds, error, onChange }: RepositoryFieldsProps) {
  const { data: repos = [] } = useQuery({ ...reposQuery(), enabled: repoIds !== null });
  return (
    <>
      <SelectField
        label="Repositories"
        value={repoIds === null ? 'all' : 'some'}
        error={error}
        hint={repoIds === null ? 'Including future ones, and events without a repository.' : undefined}
        onChange={(event) => onChange(event.target.value === 'all' ? null : [])}
      >
        <option value="all">All repositories</option>
        <option value="some">Chosen repositories</option>
      </SelectField>
      {repoIds !== null && (
        <CheckList
          title="Chosen repositories"
          options={repos.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={repoIds}
          onChange={onChange}
        />
      )}
    </>
  );
}
