import { useQuery } from '@tanstack/react-query';
import { failureWords } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { Button } from '../../../../ui/button';
import { countOf, shortSha } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import {
  FORGE_ERROR_WORDS,
  forgeReportsQuery,
  type ShownReport,
  useRetryReports,
} from '../../../reach/forges/forge-reports.queries';

const SURFACE_WORDS: Readonly<Record<ShownReport['surface'], string>> = {
  status: 'Status',
  check: 'Check',
  comment: 'Comment',
};

const WHO = 'Only members of the organization can send reports again.';

interface ForgeReportsProps {
  readonly scanId: number;
  readonly canRetry: boolean;
}

/** Parts of a scan that forges show; nothing where its repository is shown at none. */
export function ForgeReports({ scanId, canRetry }: ForgeReportsProps) {
  const { data, error, refetch } = useQuery(forgeReportsQuery(scanId));
  const reports = data?.reports ?? [];
  if (error === null && reports.length === 0) return null;
  const isOpen = reports.some(({ state }) => state === 'waiting' || state === 'failed');
  return (
    <Section title="Shown at the forge" controls={isOpen && <Retry scanId={scanId} canRetry={canRetry} />}>
      {error !== null && (
        <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
          {failureWords(error)}
        </Notice>
      )}
      {reports.length > 0 && (
        <Panel isFlush>
          <Reports reports={reports} />
        </Panel>
      )}
    </Section>
  );
}

function Retry({ scanId, canRetry }: ForgeReportsProps) {
  const retry = useRetryReports(scanId);
  return (
    <>
      {retry.error !== null && <span role="alert">{failureWords(retry.error)}</span>}
      <Button lockedBecause={canRetry ? null : WHO} disabled={retry.isPending} onClick={() => retry.mutate()}>
        Send again
      </Button>
    </>
  );
}

function Reports({ reports }: { readonly reports: readonly ShownReport[] }) {
  return (
    <table aria-label="Shown at the forge" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">Commit</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={`${report.surface} ${report.commit_sha ?? ''}`}>
            <th scope="row">
              <Place report={report} />
            </th>
            <td data-label="Commit">
              {report.commit_sha === null ? 'the pull request' : <code>{shortSha(report.commit_sha)}</code>}
            </td>
            <td data-label="State">
              <State report={report} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Name of a place, which leads there where the forge has a page for it. */
function Place({ report: { surface, url } }: { readonly report: ShownReport }) {
  return url === null ? SURFACE_WORDS[surface] : <a href={url}>{SURFACE_WORDS[surface]}</a>;
}

/** State of a place: what it shows, or why it does not yet. */
function State({ report }: { readonly report: ShownReport }) {
  const { state, shown, attempts, next_attempt_at, error } = report;
  if (state === 'shown') return <>shows {evaluationWords(shown)}</>;
  if (state === 'superseded') return <>shows a newer scan</>;
  if (state === 'skipped') return <>nothing to show</>;
  const because = error === null ? '' : `: ${FORGE_ERROR_WORDS[error]}`;
  if (state === 'failed') return <>{`failed after ${countOf(attempts, 'attempt')}${because}`}</>;
  return (
    <span>
      {`waits${because}`}
      {next_attempt_at !== null && (
        <>
          ; next attempt <Ago at={next_attempt_at} />
        </>
      )}
    </span>
  );
}

/** Describes the state that a place shows: an evaluation, or a scan without one. */
const evaluationWords = (shown: number | null): string =>
  shown === null || shown === 0 ? 'that the scan is pending or timed out' : `evaluation ${shown}`;
