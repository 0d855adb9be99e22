import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { ShowMore } from '../../../../shell/show-more';
import { Button } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { Panel } from '../../../../ui/panel';
import { EmptyState, Skeleton } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { type ForgeConnection, type ForgeRepo, forgeReposQuery } from '../forges.queries';

interface ConnectionReposProps {
  readonly connection: Pick<ForgeConnection, 'id' | 'name'>;
  /** Names of the repositories by id. */
  readonly names: ReadonlyMap<number, string>;
}

/** Repositories that a connection shows verdicts of, with their places there. */
export function ConnectionRepos({ connection: { id, name }, names }: ConnectionReposProps) {
  const query = useInfiniteQuery(forgeReposQuery(id));
  const { data, error, refetch } = query;
  if (error !== null)
    return (
      <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {failureWords(error)}
      </Notice>
    );
  if (data === undefined) return <Skeleton heights={[46, 46]} />;
  const repos = data.pages.flatMap((page) => page.repos);
  if (repos.length === 0)
    return (
      <Panel>
        <EmptyState title="No repository is shown there yet">
          <p>Each is found with its next scan, by its address or name.</p>
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <Panel isFlush>
        <Repos label={`Repositories at ${name}`} repos={repos} names={names} />
      </Panel>
      <ShowMore query={query}>Show more repositories</ShowMore>
    </>
  );
}

interface ReposProps extends Pick<ConnectionReposProps, 'names'> {
  readonly label: string;
  readonly repos: readonly ForgeRepo[];
}

function Repos({ label, repos, names }: ReposProps) {
  return (
    <table aria-label={label} className={table.table}>
      <thead>
        <tr>
          <th scope="col">Repository</th>
          <th scope="col">There</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        {repos.map(({ repo_id, project, project_id, guessed }) => (
          <tr key={repo_id}>
            <th scope="row">
              <Link to="/repos/$repoId/forge" params={{ repoId: repo_id }}>
                {names.get(repo_id) ?? `repository ${repo_id}`}
              </Link>
            </th>
            <td data-label="There">
              <code>{project}</code>
            </td>
            <td data-label="Found">
              {guessed ? 'guessed by its address or name' : 'set by an administrator'}
              {project_id === null && ', not confirmed by the forge yet'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
