import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { verdictOf } from '../../../gate/verdict-of';
import { Path, useTitle } from '../../../ui/page-header';
import { VERDICT_WORDS } from '../../../ui/verdict-chip';
import { ChangePills } from '../../../verdict/change-pills';
import { Live } from '../../../verdict/live';
import { changeRatingOf, duplicationOf } from '../../../verdict/scan-figures';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { Scores } from '../../../verdict/scores';
import { Warnings } from '../../../verdict/warnings';
import { DeleteScan } from './parts/delete-scan';
import { Evaluations } from './parts/evaluations';
import { ForgeReports } from './parts/forge-reports';
import { MergeGroup } from './parts/merge-group';
import { PendingScan } from './parts/pending-scan';
import { ReceivedReports } from './parts/received-reports';
import { ScanVerdict } from './parts/scan-verdict';
import { Tests } from './parts/tests';
import { scanQuery, type ScanSummary, TEST_STATUSES, type TestTotals, verdictWait } from './scan.queries';

const route = getRouteApi('/shell/scans/$scanId');

export function ScanPage() {
  const { scanId } = route.useParams();
  const { data: page } = useSuspenseQuery(scanQuery(scanId));
  useTitle(titleOf(page));
  return (
    <>
      <ScanPath page={page} />
      <Live wait={page.scan.status === 'pending' ? verdictWait(scanId) : null} />
      <ScanVerdict page={page} />
      <MergeGroup page={page} />
      {page.scan.status === 'pending' ? <PendingScan page={page} /> : <Measured page={page} />}
      {page.verdict.tests !== null && <TestsOfScan scanId={scanId} totals={page.verdict.tests} />}
      <ReceivedReports scanId={scanId} reports={page.reports} />
      <Warnings warnings={page.verdict.warnings} />
      <Evaluations evaluations={page.evaluations} />
      {/* A retry takes the right to write scans, which everybody who marks findings has. */}
      <ForgeReports scanId={scanId} canRetry={page.can.mark_fp === true} />
      <DeleteScan page={page} />
    </>
  );
}

const titleOf = ({ repo, scan, verdict, direction }: ScanSummary): string =>
  `${VERDICT_WORDS[verdictOf(verdict.status, direction ?? scan.direction)]} · ${repo.name} · scan ${scan.id}`;

function ScanPath({ page: { repo, scan } }: { readonly page: ScanSummary }) {
  return (
    <Path
      steps={stepsBelowRepository(
        repo,
        ...(scan.pr_number === null ? [] : [<PullLink repoId={repo.id} number={scan.pr_number} />]),
        `Scan ${scan.id}`,
      )}
    />
  );
}

function PullLink({ repoId, number }: { readonly repoId: number; readonly number: number }) {
  return (
    <Link to="/repos/$repoId/pulls/$number" params={{ repoId, number }}>
      #{number}
    </Link>
  );
}

function Measured({ page }: { readonly page: ScanSummary }) {
  const { scope } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <ChangePills scanId={page.scan.id} changes={page.changes} since={null} />
      <Scores
        scanId={page.scan.id}
        figures={{
          ...page,
          duplicationPct: duplicationOf(page.verdict, page.changes),
          changeRating: changeRatingOf(page.verdict),
        }}
        scope={scope ?? 'all'}
        onScope={(chosen) =>
          void navigate({
            search: ({ tests }) => ({
              ...(tests !== undefined && { tests }),
              ...(chosen === 'new' && { scope: chosen }),
            }),
            ...IN_PLACE,
          })
        }
      />
    </>
  );
}

const IN_PLACE = { resetScroll: false, replace: true } as const;

function TestsOfScan({ scanId, totals }: { readonly scanId: number; readonly totals: TestTotals }) {
  const { tests } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Tests
      scanId={scanId}
      totals={totals}
      lists={TEST_STATUSES}
      list={tests ?? null}
      link={
        <Link to="/scans/$scanId/tests" params={{ scanId }}>
          All tests
        </Link>
      }
      onList={(status) => void navigate({ search: (others) => ({ ...others, tests: status }), ...IN_PLACE })}
    />
  );
}
