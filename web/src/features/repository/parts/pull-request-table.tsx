import { directionBeside, verdictOf } from '../../../gate/verdict-of';
import { Ago } from '../../../ui/ago';
import { classNames } from '../../../ui/class-names';
import { formatCount, formatPercent } from '../../../ui/format';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { Unknown } from '../../../ui/unknown';
import { VerdictChip } from '../../../ui/verdict-chip';
import { type PullRequestRow } from '../repository.queries';
import { PullRequestLink } from './pull-request-link';

interface PullRequestTableProps {
  readonly repoId: number;
  readonly pulls: readonly PullRequestRow[];
}

/** Pull requests, the one scanned last first. */
export function PullRequestTable({ repoId, pulls }: PullRequestTableProps) {
  if (pulls.length === 0)
    return (
      <Panel>
        <EmptyState title="No open pull request was scanned">
          <p>
            A pipeline that runs <code>qgate run</code> for a pull request shows up here.
          </p>
        </EmptyState>
      </Panel>
    );
  return (
    <Panel isFlush>
      <table aria-label="Pull requests" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Pull request</th>
            <th scope="col">Verdict</th>
            <th scope="col" className={table.number}>
              New
            </th>
            <th scope="col" className={table.number}>
              Fixed
            </th>
            <th scope="col" className={table.number}>
              Added lines covered
            </th>
            <th scope="col" className={table.number}>
              Scanned
            </th>
          </tr>
        </thead>
        <tbody>
          {pulls.map((pull) => (
            <Row key={pull.pr_number} repoId={repoId} pull={pull} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ repoId, pull }: { readonly repoId: number; readonly pull: PullRequestRow }) {
  const { last_scan: scan } = pull;
  const at = scan.completed_at ?? scan.started_at;
  const verdict = verdictOf(scan.status, scan.direction);
  const beside = directionBeside(verdict, scan.direction);
  return (
    <tr>
      <th scope="row">
        <PullRequestLink repoId={repoId} pull={pull} />
      </th>
      <td>
        <VerdictChip verdict={verdict} /> {beside !== null && <span className={table.quiet}>{beside}</span>}
      </td>
      <td data-label="New" className={table.number}>
        {pull.new_in_pr === null ? <Unknown because="not judged" /> : formatCount(pull.new_in_pr.total)}
      </td>
      <td data-label="Fixed" className={table.number}>
        {pull.fixed === null ? <Unknown because="not compared" /> : formatCount(pull.fixed)}
      </td>
      <td data-label="Added lines covered" className={table.number}>
        {pull.patch_coverage_pct === null ? (
          <Unknown because="no added lines or coverage" />
        ) : (
          formatPercent(pull.patch_coverage_pct)
        )}
      </td>
      <td className={classNames(table.number, table.quiet)}>
        <Ago at={at} />
      </td>
    </tr>
  );
}
