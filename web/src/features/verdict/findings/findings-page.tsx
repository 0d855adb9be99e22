import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sentenceOf } from '../../../gate/sentence';
import { verdictOf } from '../../../gate/verdict-of';
import { formatCount } from '../../../ui/format';
import { Path, useTitle } from '../../../ui/page-header';
import { VERDICT_WORDS, VerdictChip } from '../../../ui/verdict-chip';
import { stepsBelowScan } from '../../../verdict/scan-path';
import { ExpiredNotice } from '../../../verdict/stale-notice';
import { useMe } from '../../people/session/session.queries';
import { scanQuery, type ScanSummary } from '../scan/scan.queries';
import { filterOf } from './finding-search';
import { useColumnSource, usePagedSource } from './finding-source';
import { columnsQuery, type FindingColumns, fitsColumns } from './findings.queries';
import styles from './findings-page.module.css';
import { Explorer } from './parts/explorer';
import { StaleVerdict } from './parts/stale-verdict';

const route = getRouteApi('/shell/scans/$scanId/findings');

export function FindingsPage() {
  const { scanId } = route.useParams();
  const { data: page } = useSuspenseQuery(scanQuery(scanId));
  const { details_expired_at: expiredAt } = page.scan;
  if (expiredAt !== null)
    return (
      <>
        <Heading page={page} />
        <ExpiredNotice at={expiredAt} />
      </>
    );
  return (
    <>
      <Heading page={page} />
      <StaleVerdict page={page} />
      {fitsColumns(page) ? <Whole page={page} /> : <OfPages page={page} />}
    </>
  );
}

/** All findings at once, as far as the server has them as such. */
function Whole({ page }: { readonly page: ScanSummary }) {
  const { data: columns } = useSuspenseQuery(columnsQuery(page.scan.id));
  return columns ? <OfColumns page={page} columns={columns} /> : <OfPages page={page} />;
}

function OfColumns({ page, columns }: { readonly page: ScanSummary; readonly columns: FindingColumns }) {
  const { filter, sort } = useView();
  const { owner_names } = useMe();
  return <Explorer page={page} source={useColumnSource(columns, filter, sort, owner_names)} overall={columns.total} />;
}

function OfPages({ page }: { readonly page: ScanSummary }) {
  const { filter, sort } = useView();
  return <Explorer page={page} source={usePagedSource(page.scan.id, filter, sort)} />;
}

function useView() {
  // Shared by structure: the row that is chosen changes neither.
  const filter = route.useSearch({ select: filterOf, structuralSharing: true });
  const sort = route.useSearch({ select: ({ sort = 'severity' }) => sort });
  return { filter, sort };
}

function Heading({ page: { scan, repo, verdict, direction, counters } }: { readonly page: ScanSummary }) {
  const shown = verdictOf(verdict.status, direction ?? scan.direction);
  useTitle(
    `${VERDICT_WORDS[shown]} · ${counters ? `${formatCount(counters.all.total)} findings` : 'findings'} · ${repo.name}`,
  );
  const about =
    scan.pr_number === null ? ({ kind: 'branch', branch: scan.branch } as const) : ({ kind: 'change' } as const);
  return (
    <div className={styles.heading}>
      <Path steps={stepsBelowScan({ repo, scan }, 'Findings')} />
      <div className={styles.sentence}>
        <VerdictChip verdict={shown} />
        <h1 tabIndex={-1}>{sentenceOf(verdict, about)}</h1>
      </div>
    </div>
  );
}
