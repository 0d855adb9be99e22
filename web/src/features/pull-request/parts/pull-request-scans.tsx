import { Link } from '@tanstack/react-router';
import { verdictOf } from '../../../gate/verdict-of';
import { Ago } from '../../../ui/ago';
import { classNames } from '../../../ui/class-names';
import { formatCount, shortSha } from '../../../ui/format';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { Unknown } from '../../../ui/unknown';
import { VerdictChip } from '../../../ui/verdict-chip';
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
              <Row key={scan.scan_id} scan={scan} isFirst={at === scans.length - 1} />
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

function Row({ scan, isFirst }: { readonly scan: PullRequestScan; readonly isFirst: boolean }) {
  const at = scan.completed_at ?? scan.started_at;
  const uncounted = scan.status === 'pending' ? 'pending' : 'not judged';
  const uncompared = scan.new === null ? uncounted : isFirst ? 'first scan' : 'not compared';
  return (
    <tr>
      <th scope="row">
        <Link to="/scans/$scanId" params={{ scanId: scan.scan_id }} className={table.name}>
          Scan {scan.scan_id}
        </Link>{' '}
        {scan.commit_sha !== null && <code className={table.quiet}>{shortSha(scan.commit_sha)}</code>}
      </th>
      <td>
        <VerdictChip verdict={verdictOf(scan.status)} />
      </td>
      <td data-label="New" className={table.number}>
        <Count value={scan.new} otherwise={uncounted} />
      </td>
      <td data-label="Fixed" className={table.number}>
        <Count value={scan.fixed} otherwise={uncounted} />
      </td>
      <td data-label="Appeared" className={table.number}>
        <Count value={scan.appeared} otherwise={uncompared} />
      </td>
      <td data-label="Disappeared" className={table.number}>
        <Count value={scan.disappeared} otherwise={uncompared} />
      </td>
      <td className={classNames(table.number, table.quiet)}>{at != null && <Ago at={at} />}</td>
    </tr>
  );
}

/** A count, or the reason why there is none. */
const Count = ({ value, otherwise }: { readonly value: number | null; readonly otherwise: string }) =>
  value === null ? <Unknown because={otherwise} /> : formatCount(value);
