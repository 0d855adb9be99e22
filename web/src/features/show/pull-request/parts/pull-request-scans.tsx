import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { verdictOf } from '../../../../gate/verdict-of';
import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { formatCount, shortSha } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { Unknown } from '../../../../ui/unknown';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { CompareLink, countedFindings, ListLink } from '../../../../verdict/list-link';
import { type PullRequestScan } from '../pull-request.queries';

/** Scans of a pull request, newest first, with what changed from push to push. */
export function PullRequestScans({ scans }: { readonly scans: readonly PullRequestScan[] }) {
  return (
    <Section title="Scans of this pull request">
      <Panel isFlush>
        <table aria-label="Scans of this pull request" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Scan</th>
              <th scope="col">Verdict</th>
              <th scope="col" className={table.number}>
                New
              </th>
              <th scope="col" className={table.number}>
                Fixed
              </th>
              <th scope="col" className={table.number}>
                Appeared
              </th>
              <th scope="col" className={table.number}>
                Disappeared
              </th>
              <th scope="col" className={table.number}>
                Scanned
              </th>
            </tr>
          </thead>
          <tbody>
            {scans.map((scan, at) => (
              <Row key={scan.scan_id} scan={scan} previous={scans[at + 1] ?? null} />
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

interface RowProps {
  readonly scan: PullRequestScan;
  readonly previous: PullRequestScan | null;
}

function Row({ scan, previous }: RowProps) {
  const scanId = scan.scan_id;
  const at = scan.completed_at ?? scan.started_at;
  const uncounted = scan.status === 'pending' ? 'pending' : 'not judged';
  const uncompared = scan.new === null ? uncounted : previous === null ? 'first scan' : 'not compared';
  return (
    <tr>
      <th scope="row">
        <Link to="/scans/$scanId" params={{ scanId: scan.scan_id }} className={table.name}>
          Scan {scan.scan_id}
        </Link>{' '}
        {scan.commit_sha !== null && <code className={table.quiet}>{shortSha(scan.commit_sha)}</code>}
      </th>
      <td>
        <Link to="/scans/$scanId" params={{ scanId }}>
          <VerdictChip verdict={verdictOf(scan.status)} />
        </Link>
      </td>
      <td data-label="New" className={table.number}>
        <Count value={scan.new} otherwise={uncounted}>
          {(count) => (
            <ListLink scanId={scanId} list={countedFindings('new')}>
              {count}
            </ListLink>
          )}
        </Count>
      </td>
      <td data-label="Fixed" className={table.number}>
        <Count value={scan.fixed} otherwise={uncounted}>
          {(count) => (
            <CompareLink scanId={scanId} otherId={scan.base_scan_id ?? undefined} kind="fixed">
              {count}
            </CompareLink>
          )}
        </Count>
      </td>
      <td data-label="Appeared" className={table.number}>
        <Count value={scan.appeared} otherwise={uncompared}>
          {(count) => (
            <CompareLink scanId={scanId} otherId={previous?.scan_id} kind="new">
              {count}
            </CompareLink>
          )}
        </Count>
      </td>
      <td data-label="Disappeared" className={table.number}>
        <Count value={scan.disappeared} otherwise={uncompared}>
          {(count) => (
            <CompareLink scanId={scanId} otherId={previous?.scan_id} kind="fixed">
              {count}
            </CompareLink>
          )}
        </Count>
      </td>
      <td className={classNames(table.number, table.quiet)}>{at != null && <Ago at={at} />}</td>
    </tr>
  );
}

interface CountProps {
  readonly value: number | null;
  readonly otherwise: string;
  /** The count in a link to what it counts. */
  readonly children: (count: string) => ReactNode;
}

/** A count, or the reason why there is none. */
const Count = ({ value, otherwise, children }: CountProps) =>
  value === null ? <Unknown because={otherwise} /> : children(formatCount(value));
