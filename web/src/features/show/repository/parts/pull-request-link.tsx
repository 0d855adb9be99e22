import { Link } from '@tanstack/react-router';
import list from '../../../../ui/list.module.css';
import table from '../../../../ui/table.module.css';
import { type ListedPullRequest } from '../repository.queries';

/** A pull request by its number and title, with its branch and author. */
export function PullRequestLink({ repoId, pull }: { readonly repoId: number; readonly pull: ListedPullRequest }) {
  return (
    <>
      <Link to="/repos/$repoId/pulls/$number" params={{ repoId, number: pull.pr_number }} className={table.name}>
        #{pull.pr_number} {pull.title}
      </Link>
      <span className={list.about}>
        {pull.repo && (
          <>
            <Link to="/repos/$repoId" params={{ repoId }}>
              {pull.repo.name}
            </Link>{' '}
          </>
        )}
        <code>{pull.branch}</code>
        {pull.author !== null && ` by ${pull.author}`}
        {pull.owners !== undefined && pull.owners.length > 0 && `, files of ${pull.owners.join(', ')}`}
      </span>
    </>
  );
}
