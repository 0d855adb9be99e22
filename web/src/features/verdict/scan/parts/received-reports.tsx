import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { formatCount } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import { EmptyState } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { Unknown } from '../../../../ui/unknown';
import { ListLink, type ScanList } from '../../../../verdict/list-link';
import { type ReceivedReport } from '../scan.queries';

const STATE_WORDS: Readonly<Record<ReceivedReport['state'], string>> = {
  ok: 'complete',
  partial: 'stopped early',
  failed: 'the tool failed',
  not_run: 'did not run',
};

interface ReceivedReportsProps {
  readonly scanId: number;
  readonly reports: readonly ReceivedReport[];
}

/** Reports that a scan rests on, with what was read of each. */
export function ReceivedReports({ scanId, reports }: ReceivedReportsProps) {
  return (
    <Section title="Reports received">
      <Panel isFlush={reports.length > 0}>
        {reports.length === 0 ? (
          <EmptyState title="No report was received" />
        ) : (
          <Reports scanId={scanId} reports={reports} />
        )}
      </Panel>
    </Section>
  );
}

function Reports({ scanId, reports }: ReceivedReportsProps) {
  return (
    <table aria-label="Reports received" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Tool</th>
          <th scope="col">Kind</th>
          <th scope="col">Format</th>
          <th scope="col" className={table.number}>
            Read
          </th>
          <th scope="col" className={table.number}>
            Rejected
          </th>
          <th scope="col">State</th>
          <th scope="col" className={table.number}>
            Received
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report, at) => (
          <tr key={at}>
            <th scope="row">
              {report.tool ?? report.format}{' '}
              {report.tool_version !== null && <code className={table.quiet}>{report.tool_version}</code>}
            </th>
            <td data-label="Kind">{report.kind}</td>
            <td data-label="Format">
              <code>{report.format}</code>
            </td>
            <td data-label="Read" className={table.number}>
              <ListLink scanId={scanId} list={listOf(report)}>
                {formatCount(report.records)}
              </ListLink>
            </td>
            <td data-label="Rejected" className={table.number}>
              {report.rejected === null ? <Unknown because="not counted" /> : formatCount(report.rejected)}
            </td>
            <td data-label="State">{STATE_WORDS[report.state]}</td>
            <td className={classNames(table.number, table.quiet)}>
              <Ago at={report.uploaded_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The list that has what a report brought. */
function listOf({ kind, tool }: ReceivedReport): ScanList {
  if (kind !== 'findings') return { page: kind, search: {} };
  return { page: kind, search: tool === null ? {} : { tool } };
}
