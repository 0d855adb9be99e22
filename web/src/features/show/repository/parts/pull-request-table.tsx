import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { directionBeside, verdictOf } from '../../../../gate/verdict-of';
import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { countOf, formatCount, formatPercent } from '../../../../ui/format';
import list from '../../../../ui/list.module.css';
import { measured } from '../../../../ui/measured';
import { Panel } from '../../../../ui/panel';
import { EmptyState } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { Unknown } from '../../../../ui/unknown';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { CompareLink, countedFindings, ListLink } from '../../../../verdict/list-link';
import { type ListedPullRequest } from '../repository.queries';
import { PullRequestLink } from './pull-request-link';

interface PullRequestTableProps {
  /** The repository of all; absent in a list of several. */
  readonly repoId?: number;
  readonly pulls: readonly ListedPullRequest[];
  /** Advice in an empty list that is filtered; absent: how the first pull request comes. */
  readonly empty?: ReactNode;
}

/** Size of a list, for screen readers: what a filter has done. */
export const pullsWords = (count: number, hasMore: boolean): string =>
  hasMore ? `The first ${countOf(count, 'pull request')}` : countOf(count, 'pull request');

/** Pull requests, the one scanned last first. */
export function PullRequestTable({ repoId, pulls, empty }: PullRequestTableProps) {
  if (pulls.length === 0)
    return (
      <Panel>
        <EmptyState title={empty === undefined ? 'No open pull request has been scanned' : 'No pull request matches'}>
          {empty ?? (
            <p>
              Pull requests appear here once their pipelines run <code>qgate run</code>.
            </p>
          )}
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
            <Row key={`${pull.repo?.id}#${pull.pr_number}`} repoId={pull.repo?.id ?? repoId!} pull={pull} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ repoId, pull }: { readonly repoId: number; readonly pull: ListedPullRequest }) {
  const { last_scan: scan } = pull;
  const scanId = scan.scan_id;
  const scope = `scan ${scanId}`;
  const at = scan.completed_at ?? scan.started_at;
  const verdict = verdictOf(scan.status, scan.direction);
  const beside = directionBeside(verdict, scan.direction);
  return (
    <tr>
      <th scope="row">
        <PullRequestLink repoId={repoId} pull={pull} />
      </th>
      <td>
        <Link to="/scans/$scanId" params={{ scanId }}>
          <VerdictChip verdict={verdict} />
        </Link>{' '}
        {beside !== null && <span className={table.quiet}>{beside}</span>}
        {pull.stale && <span className={list.about}>verdict is out of date</span>}
      </td>
      <td data-label="New" className={table.number}>
        {pull.new_in_pr === null ? (
          <Unknown because="not judged" />
        ) : (
          <ListLink scanId={scanId} list={countedFindings('new')}>
            <span {...measured('new_total', scope, pull.new_in_pr.total)}>{formatCount(pull.new_in_pr.total)}</span>
          </ListLink>
        )}
      </td>
      <td data-label="Fixed" className={table.number}>
        {pull.fixed === null ? (
          <Unknown because="not compared" />
        ) : (
          <CompareLink scanId={scanId} otherId={pull.base_scan_id ?? undefined} kind="fixed">
            <span {...measured('fixed', scope, pull.fixed)}>{formatCount(pull.fixed)}</span>
          </CompareLink>
        )}
      </td>
      <td data-label="Added lines covered" className={table.number}>
        {pull.patch_coverage_pct === null ? (
          <Unknown because="no added lines or coverage" />
        ) : (
          <Link
            to="/scans/$scanId/coverage"
            params={{ scanId }}
            search={{ only: 'added' }}
            {...measured('patch_coverage_pct', scope, pull.patch_coverage_pct)}
          >
            {formatPercent(pull.patch_coverage_pct)}
          </Link>
        )}
      </td>
      <td className={classNames(table.number, table.quiet)}>
        <Ago at={at} />
      </td>
    </tr>
  );
}
