import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { formatCount } from '../../../ui/format';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Command, EmptyState } from '../../../ui/states';
import { stepsBelowScan } from '../../../verdict/scan-path';
import { Tests } from './parts/tests';
import { scanQuery, TEST_LISTS, type TestTotals } from './scan.queries';

const route = getRouteApi('/shell/scans/$scanId/tests');

/** Tests of a scan, by what became of them and by how long they run. */
export function TestsPage() {
  const { scanId } = route.useParams();
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: page } = useSuspenseQuery(scanQuery(scanId));
  const totals = page.verdict.tests;
  const sentence = sentenceOf(totals);
  useTitle(`${sentence} · ${page.repo.name}`);
  return (
    <>
      <PageHeader title={sentence} path={stepsBelowScan(page, 'Tests')} />
      {totals === null ? (
        <Panel>
          <EmptyState title="This scan has no test results">
            <p>Have the tests write JUnit XML, and name the report:</p>
            <Command>qgate run --tests junit.xml</Command>
          </EmptyState>
        </Panel>
      ) : (
        <Tests
          scanId={scanId}
          totals={totals}
          lists={TEST_LISTS}
          list={status ?? null}
          onList={(chosen) => void navigate({ search: { status: chosen }, resetScroll: false })}
        />
      )}
    </>
  );
}

const sentenceOf = (totals: TestTotals | null): string => {
  if (totals === null) return 'No test results were uploaded';
  const { total, failed } = totals;
  return failed === 0
    ? `None of ${formatCount(total)} tests fails`
    : `${formatCount(failed)} of ${formatCount(total)} tests ${failed === 1 ? 'fails' : 'fail'}`;
};
