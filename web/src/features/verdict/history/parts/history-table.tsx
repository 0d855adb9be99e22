import { Link } from '@tanstack/react-router';
import { directionBeside, verdictOf } from '../../../../gate/verdict-of';
import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { Delta, wordsOfMarked } from '../../../../ui/delta';
import { formatCount, formatPercent, shortSha } from '../../../../ui/format';
import list from '../../../../ui/list.module.css';
import { measured } from '../../../../ui/measured';
import table from '../../../../ui/table.module.css';
import { Unknown } from '../../../../ui/unknown';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { CompareLink } from '../../../../verdict/list-link';
import { type HistoryScan } from '../history.queries';

interface HistoryTableProps {
  readonly repoId: number;
  readonly scans: readonly HistoryScan[];
  /** Scan that the address names. */
  readonly marked: number | undefined;
  readonly chosen: readonly number[];
  readonly onChoose: (scanId: number, isChosen: boolean) => void;
}

/** Scans, newest first; each row leads to its scan, and two can be chosen. */
export function HistoryTable({ repoId, scans, marked, chosen, onChoose }: HistoryTableProps) {
  return (
    <table aria-label="History" className={table.table}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Compare</span>
          </th>
          <th scope="col">Scan</th>
          <th scope="col">Verdict</th>
          <th scope="col" className={table.number}>
            Findings
          </th>
          <th scope="col" className={table.number}>
            Coverage of all lines
          </th>
          <th scope="col" className={table.number}>
            Scanned
          </th>
        </tr>
      </thead>
      <tbody>
        {scans.map((scan, at) => (
          <Row
            key={scan.scan_id}
            repoId={repoId}
            scan={scan}
            below={scans[at + 1]?.scan_id}
            isMarked={scan.scan_id === marked}
            isChosen={chosen.includes(scan.scan_id)}
            onChoose={(isChosen) => onChoose(scan.scan_id, isChosen)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly repoId: number;
  readonly scan: HistoryScan;
  /** Scan before it, where that is listed. */
  readonly below: number | undefined;
  readonly isMarked: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

const bringIntoView = (row: HTMLTableRowElement | null): void => row?.scrollIntoView({ block: 'center' });

function Row({ repoId, scan, below, isMarked, isChosen, onChoose }: RowProps) {
  const verdict = verdictOf(scan.status, scan.direction);
  const beside = directionBeside(verdict, scan.direction);
  return (
    <tr ref={isMarked ? bringIntoView : undefined} aria-current={isMarked || undefined} className={list.row}>
      <td className={table.pick}>
        <label>
          <input type="checkbox" checked={isChosen} onChange={({ target }) => onChoose(target.checked)} />
          <span className="visually-hidden">Compare scan {scan.scan_id}</span>
        </label>
      </td>
      <th scope="row">
        <Link to="/scans/$scanId" params={{ scanId: scan.scan_id }} className={classNames(table.name, list.whole)}>
          {scan.commit_title ?? `Scan ${scan.scan_id}`}
        </Link>
        <span className={list.about}>
          {scan.commit_sha !== null && <code>{shortSha(scan.commit_sha)}</code>}
          {scan.commit_author !== null && ` by ${scan.commit_author}`}
          {scan.pr_number !== null && (
            <>
              {' for '}
              <PullLink repoId={repoId} number={scan.pr_number} />
            </>
          )}
          {scan.merged_pr_number !== null && (
            <>
              {' merges '}
              <PullLink repoId={repoId} number={scan.merged_pr_number} />
            </>
          )}
        </span>
      </th>
      <td>
        <VerdictChip verdict={verdict} /> {beside !== null && <span className={table.quiet}>{beside}</span>}
      </td>
      <Measures scan={scan} below={below} />
      <td className={classNames(table.number, table.quiet)}>
        <Ago at={scan.completed_at ?? scan.started_at} />
      </td>
    </tr>
  );
}

function PullLink({ repoId, number }: { readonly repoId: number; readonly number: number }) {
  return (
    <Link to="/repos/$repoId/pulls/$number" params={{ repoId, number }}>
      #{number}
    </Link>
  );
}

function Measures({ scan, below }: Pick<RowProps, 'scan' | 'below'>) {
  const { scan_id: scanId, findings_total: findings, coverage_pct: coverage, change } = scan;
  const scope = `scan ${scanId}`;
  const otherwise = scan.status === 'pending' ? 'pending' : null;
  return (
    <>
      <td data-label="Findings" className={table.number}>
        {findings === null ? (
          <Unknown because={otherwise ?? 'no tool reported'} />
        ) : (
          <>
            <Link to="/scans/$scanId/findings" params={{ scanId }} {...measured('findings_total', scope, findings)}>
              {formatCount(findings)}
            </Link>{' '}
            <CompareLink scanId={scanId} otherId={below}>
              <Delta change={change.findings} better="down" />
            </CompareLink>
            {change.marked !== 0 && <> ({wordsOfMarked(change.marked)})</>}
          </>
        )}
      </td>
      <td data-label="Coverage" className={table.number}>
        {coverage === null ? (
          <Unknown because={otherwise ?? 'not uploaded'} />
        ) : (
          <>
            <Link to="/scans/$scanId/coverage" params={{ scanId }} {...measured('coverage_pct', scope, coverage)}>
              {formatPercent(coverage)}
            </Link>{' '}
            <CompareLink scanId={scanId} otherId={below} kind="coverage">
              <Delta change={change.delta_pts} better="up" unit="pt" />
            </CompareLink>
          </>
        )}
      </td>
    </>
  );
}
