import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { directionBeside, verdictOf } from '../../../gate/verdict-of';
import { RULE_TITLES } from '../../../gate/words';
import { Ago } from '../../../ui/ago';
import { classNames } from '../../../ui/class-names';
import { Delta } from '../../../ui/delta';
import { formatCount, formatPercent } from '../../../ui/format';
import { moveAmongRows } from '../../../ui/move-among-rows';
import { Rating } from '../../../ui/rating';
import { RowChunks } from '../../../ui/row-chunks';
import { Spark } from '../../../ui/spark';
import table from '../../../ui/table.module.css';
import { VerdictChip } from '../../../ui/verdict-chip';
import { type LastScan, type RepoInOverview } from '../overview.queries';
import styles from './repository-table.module.css';

interface RepositoryTableProps {
  readonly repos: readonly RepoInOverview[];
  /** Number of all repositories of the filter, those included that are not fetched yet. */
  readonly total: number;
  readonly onNearEnd?: (() => void) | undefined;
}

const COLUMNS = 8;
const ROW_HEIGHT = 58;

/** Repositories, one a row; the arrows lead from one to the next. */
export function RepositoryTable({ repos, total, onNearEnd }: RepositoryTableProps) {
  return (
    <table aria-label="Repositories" aria-rowcount={total + 1} className={table.table} onKeyDown={moveAmongRows}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">Repository</th>
          <th scope="col">Verdict</th>
          <th scope="col">Rating</th>
          <th scope="col" className={table.number}>
            Findings
          </th>
          <th scope="col" className={table.number}>
            Coverage of all lines
          </th>
          <th scope="col">Last 12 scans</th>
          <th scope="col" className={table.number}>
            Pull requests
          </th>
          <th scope="col" className={table.number}>
            Scanned
          </th>
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
        <Link to="/repos/$repoId" params={{ repoId: repo.id }} className={table.name}>
          {repo.name}
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
      {formatCount(waivers.ending_soon)} of {formatCount(waivers.in_force)} waivers end soon
    </span>
  );
}

function Judged({ scan }: { readonly scan: LastScan }) {
  const verdict = verdictOf(scan.status, scan.direction);
  const beside = directionBeside(verdict, scan.direction);
  const remarks = [
    ...scan.failing_rules.map((rule) => RULE_TITLES[rule].toLowerCase()),
    ...(beside === null ? [] : [beside]),
  ];
  return (
    <div className={styles.verdict}>
      <VerdictChip verdict={verdict} />
      {remarks.length > 0 && <span className={styles.about}>{remarks.join(', ')}</span>}
      {scan.stale && <span className={styles.about}>judged by an older policy</span>}
    </div>
  );
}

function Measures({ repo, scan }: { readonly repo: RepoInOverview; readonly scan: LastScan }) {
  const { previous, pull_requests: pulls } = repo;
  return (
    <>
      <td data-label="Rating">
        <Rating letter={scan.quality_rating} />
      </td>
      <td data-label="Findings" className={table.number}>
        <Figure value={formatCount(scan.findings_total)}>
          {scan.findings_total === null ? (
            <span className={styles.about}>no tool reported</span>
          ) : (
            <Delta change={difference(scan.findings_total, previous?.findings_total)} better="down" />
          )}
        </Figure>
      </td>
      <td data-label="Coverage" className={table.number}>
        <Figure value={formatPercent(scan.coverage_pct)}>
          {scan.coverage_pct === null ? (
            <span className={styles.about}>not uploaded</span>
          ) : (
            <Delta change={difference(scan.coverage_pct, previous?.coverage_pct)} better="up" unit="pt" />
          )}
        </Figure>
      </td>
      <td className={styles.trend}>
        <div className={styles.spark}>
          <Spark
            name={`Findings of the last ${repo.trend.length} scans: ${repo.trend.map((point) => formatCount(point.findings_total)).join(', ')}`}
            values={repo.trend.map((point) => point.findings_total)}
          />
        </div>
      </td>
      <td data-label="Pull requests" className={table.number}>
        {pulls.open === 0 ? (
          <span className={table.quiet}>none open</span>
        ) : (
          <span>
            <strong className={styles.strong}>{formatCount(pulls.failed)}</strong> of {formatCount(pulls.open)}{' '}
            {pulls.open === 1 ? 'fails' : 'fail'}
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

function Figure({ value, children }: { readonly value: string; readonly children: React.ReactNode }) {
  return (
    <span className={styles.figure}>
      <strong className={styles.strong}>{value}</strong>
      {children}
    </span>
  );
}

/** Difference of two values at two decimals; null where either is not known. */
const difference = (to: number | null, from: number | null | undefined): number | null =>
  to === null || from == null ? null : Math.round((to - from) * 100) / 100;
