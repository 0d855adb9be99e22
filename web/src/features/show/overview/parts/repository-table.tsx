import { Link } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { directionBeside, verdictOf } from '../../../../gate/verdict-of';
import { RULE_TITLES } from '../../../../gate/words';
import { Ago } from '../../../../ui/ago';
import { announceDone } from '../../../../ui/announce';
import { Breakable } from '../../../../ui/breakable';
import { classNames } from '../../../../ui/class-names';
import { Delta } from '../../../../ui/delta';
import { countOf, formatCount, formatPercent } from '../../../../ui/format';
import { measured } from '../../../../ui/measured';
import { moveAmongRows } from '../../../../ui/move-among-rows';
import { RowChunks } from '../../../../ui/row-chunks';
import { SortHead } from '../../../../ui/sort-head';
import { Spark } from '../../../../ui/spark';
import table from '../../../../ui/table.module.css';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { ExplainedRating } from '../../../../verdict/explained-rating';
import { CompareLink, countedFindings, ListLink, LISTS_OF_RULES, type ScanList } from '../../../../verdict/list-link';
import { useFavourite } from '../changes.queries';
import { type LastScan, type OverviewSort, type RepoInOverview } from '../overview.queries';
import styles from './repository-table.module.css';

interface RepositoryTableProps {
  readonly repos: readonly RepoInOverview[];
  /** Number of all repositories of the filter, those included that are not fetched yet. */
  readonly total: number;
  readonly sort: OverviewSort;
  readonly onSort: (sort: OverviewSort) => void;
  readonly onNearEnd?: (() => void) | undefined;
}

/** Of the table, to which a link leads. */
export const TABLE_ID = 'repositories';
const COLUMNS = 8;
const ROW_HEIGHT = 58;

/** Repositories, one a row; the arrows lead from one to the next. */
export function RepositoryTable({ repos, total, sort, onSort, onNearEnd }: RepositoryTableProps) {
  const sortedBy = (column: OverviewSort, direction: 'ascending' | 'descending') => ({
    isSorted: sort === column,
    direction,
    onSort: () => onSort(column),
  });
  return (
    <table
      id={TABLE_ID}
      aria-label="Repositories"
      aria-rowcount={total + 1}
      className={table.table}
      onKeyDown={moveAmongRows}
    >
      <thead>
        <tr aria-rowindex={1}>
          <SortHead {...sortedBy('name', 'ascending')}>Repository</SortHead>
          <SortHead {...sortedBy('worst', 'descending')}>Verdict</SortHead>
          <SortHead {...sortedBy('rating', 'descending')}>Rating</SortHead>
          <SortHead {...sortedBy('findings', 'descending')} className={table.number}>
            Findings
          </SortHead>
          <SortHead {...sortedBy('coverage', 'ascending')} className={table.number}>
            Coverage of all lines
          </SortHead>
          <th scope="col">Findings, 12 scans</th>
          <th scope="col" className={table.number}>
            Pull requests
          </th>
          <SortHead {...sortedBy('recent', 'descending')} className={table.number}>
            Scanned
          </SortHead>
        </tr>
      </thead>
      <RowChunks
        count={repos.length}
        columns={COLUMNS}
        rowHeight={ROW_HEIGHT}
        renderRow={(index) => <Row key={repos[index]!.id} repo={repos[index]!} index={index} />}
        onNearEnd={onNearEnd}
      />
    </table>
  );
}

const Row = memo(function Row({ repo, index }: { readonly repo: RepoInOverview; readonly index: number }) {
  const { last_scan: scan } = repo;
  return (
    <tr aria-label={repo.name} aria-rowindex={index + 2} className={styles.row}>
      <th scope="row">
        <Favourite repo={repo} />
        <Link to="/repos/$repoId" params={{ repoId: repo.id }} aria-label={repo.name} className={table.name}>
          <Breakable text={repo.name} />
        </Link>{' '}
        <code className={table.quiet}>{repo.default_branch}</code>
        <MissingScan repo={repo} />
        <Waivers repo={repo} />
      </th>
      <td>
        {scan ? <Judged scan={scan} /> : <VerdictChip verdict={repo.pending_scan ? 'pending' : 'never_scanned'} />}
      </td>
      {scan ? <Measures repo={repo} scan={scan} /> : <NotScanned repo={repo} />}
    </tr>
  );
});

function Favourite({ repo: { id, name, favourite } }: { readonly repo: RepoInOverview }) {
  const change = useFavourite(id);
  const isOn = change.isPending ? change.variables : favourite;
  return (
    <button
      type="button"
      aria-label={`Favourite ${name}`}
      aria-pressed={isOn}
      title={isOn ? 'Remove from favourites' : 'Add to favourites, which come first'}
      className={styles.star}
      onClick={() =>
        announceDone(
          change.mutateAsync(!favourite),
          favourite ? `${name} is no longer a favourite.` : `${name} is a favourite, and comes first.`,
        )
      }
    >
      <Star aria-hidden size={15} fill={isOn ? 'currentColor' : 'none'} />
    </button>
  );
}

function MissingScan({ repo: { scan_missing_since: since, last_scan } }: { readonly repo: RepoInOverview }) {
  if (since === null || last_scan === null) return null;
  return (
    <span className={styles.about}>
      no completed scan since <Ago at={since} />
    </span>
  );
}

function Waivers({ repo: { waivers } }: { readonly repo: RepoInOverview }) {
  if (waivers.ending_soon === 0) return null;
  return (
    <span className={styles.about}>
      <Link to="/waivers" search={{ state: 'ending_soon' }}>
        {formatCount(waivers.ending_soon)} of {countOf(waivers.in_force, 'waiver')}{' '}
        {waivers.ending_soon === 1 ? 'ends' : 'end'} soon
      </Link>
    </span>
  );
}

function Judged({ scan }: { readonly scan: LastScan }) {
  const verdict = verdictOf(scan.status, scan.direction);
  const beside = directionBeside(verdict, scan.direction);
  return (
    <div className={styles.verdict}>
      <Link to="/scans/$scanId" params={{ scanId: scan.scan_id }}>
        <VerdictChip verdict={verdict} />
      </Link>
      {scan.failing_rules.length > 0 && (
        <span className={styles.about}>
          {scan.failing_rules.map((rule) => RULE_TITLES[rule].toLowerCase()).join(', ')}
        </span>
      )}
      {beside !== null && <span className={styles.about}>{beside}</span>}
      {scan.stale && <span className={styles.about}>verdict is out of date</span>}
    </div>
  );
}

function Measures({ repo, scan }: { readonly repo: RepoInOverview; readonly scan: LastScan }) {
  const { previous, pull_requests: pulls } = repo;
  const { scan_id: scanId } = scan;
  const scope = `all scan ${scanId}`;
  return (
    <>
      <td data-label="Rating">
        <ExplainedRating scanId={scanId} letter={scan.quality_rating} />
      </td>
      <td data-label="Findings" className={table.number}>
        <Figure
          value={formatCount(scan.findings_total)}
          measure={measured('findings', scope, scan.findings_total)}
          to={scan.findings_total === null ? null : { scanId, list: countedFindings('all') }}
        >
          {scan.findings_total === null ? (
            <span className={styles.about}>no tool reported</span>
          ) : (
            <CompareLink scanId={scanId} otherId={previous?.scan_id}>
              <Delta change={previous?.findings_delta ?? null} better="down" />
            </CompareLink>
          )}
        </Figure>
      </td>
      <td data-label="Coverage" className={table.number}>
        <Figure
          value={formatPercent(scan.coverage_pct)}
          measure={measured('coverage_pct', scope, scan.coverage_pct)}
          to={scan.coverage_pct === null ? null : { scanId, list: LISTS_OF_RULES.overall_coverage_min }}
        >
          {scan.coverage_pct === null ? (
            <span className={styles.about}>not uploaded</span>
          ) : (
            <CompareLink scanId={scanId} otherId={previous?.scan_id}>
              <Delta change={previous?.coverage_delta_pts ?? null} better="up" unit="pt" />
            </CompareLink>
          )}
        </Figure>
      </td>
      <td className={styles.trend}>
        <Link to="/repos/$repoId/history" params={{ repoId: repo.id }} className={styles.spark}>
          <Spark
            name={`Findings of the last ${repo.trend.length} scans: ${repo.trend.map((point) => formatCount(point.findings_total)).join(', ')}`}
            values={repo.trend.map((point) => point.findings_total)}
          />
        </Link>
      </td>
      <td data-label="Pull requests" className={table.number}>
        {pulls.open === 0 ? (
          <span className={table.quiet}>none open</span>
        ) : (
          <span>
            <Link
              to="/pull-requests"
              search={{ repo_id: repo.id }}
              aria-label={`${formatCount(pulls.open)} open, ${repo.name}`}
            >
              {formatCount(pulls.open)} open
            </Link>
            ,{' '}
            <Link
              to="/pull-requests"
              search={{ repo_id: repo.id, verdict: 'failed' }}
              aria-label={`${pulls.failed === 0 ? 'none' : formatCount(pulls.failed)} failing, ${repo.name}`}
              className={styles.strong}
            >
              {pulls.failed === 0 ? 'none' : formatCount(pulls.failed)} failing
            </Link>
          </span>
        )}
      </td>
      <td className={classNames(table.number, table.quiet)}>{scan.completed_at && <Ago at={scan.completed_at} />}</td>
    </>
  );
}

function NotScanned({ repo: { pending_scan } }: { readonly repo: RepoInOverview }) {
  return (
    <td colSpan={6} className={table.quiet}>
      {pending_scan ? (
        <>
          The first scan began <Ago at={pending_scan.started_at} />.
        </>
      ) : (
        <>
          No scan yet. Run <code>qgate run</code> in its pipeline.
        </>
      )}
    </td>
  );
}

interface FigureProps {
  readonly value: string;
  readonly measure: object;
  /** The list that the number counts; null where there is no number. */
  readonly to: { readonly scanId: number; readonly list: ScanList } | null;
  readonly children: ReactNode;
}

function Figure({ value, measure, to, children }: FigureProps) {
  const number = (
    <strong className={styles.strong} {...measure}>
      {value}
    </strong>
  );
  return (
    <span className={styles.figure}>
      {to === null ? number : <ListLink {...to}>{number}</ListLink>}
      {children}
    </span>
  );
}
