import table from '../../../ui/table.module.css';
import { type PullRequestRow } from '../repository.queries';
import styles from './pull-request-link.module.css';

/** A pull request by its number and title, with its branch and author. */
export function PullRequestLink({ pull }: { readonly repoId: number; readonly pull: PullRequestRow }) {
  return (
    <>
      <span className={table.name}>#{pull.pr_number}</span> {pull.title}
      <span className={styles.about}>
        <code>{pull.branch}</code>
        {pull.author !== null && ` by ${pull.author}`}
      </span>
    </>
  );
}
