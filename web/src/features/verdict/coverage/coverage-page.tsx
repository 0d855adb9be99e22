import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { countOf, formatCount, formatShare } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Command, EmptyState } from '../../../ui/states';
import { stepsBelowScan } from '../../../verdict/scan-path';
import { ExpiredNotice } from '../../../verdict/stale-notice';
import { scanQuery, type ScanSummary } from '../scan/scan.queries';
import { type Checkout } from './checkout';
import styles from './coverage-page.module.css';
import { useForgeReading } from './forge-reading';
import { CoverageControls } from './parts/coverage-controls';
import { FilePanel } from './parts/file-panel';
import { FileTree } from './parts/file-tree';

const route = getRouteApi('/shell/scans/$scanId/coverage');

export function CoveragePage() {
  const { scanId } = route.useParams();
  const { file } = route.useSearch();
  const [checkout, setCheckout] = useState<Checkout | null>(null);
  const forge = useForgeReading();
  const { data: page } = useSuspenseQuery(scanQuery(scanId));
  const sentence = sentenceFor(page);
  useTitle(`${sentence} · ${page.repo.name}`);
  return (
    <>
      <PageHeader title={sentence} help="coverage-formats" path={stepsBelowScan(page, 'Coverage')}>
        {changedWords(page)}
      </PageHeader>
      <Unmatched page={page} />
      {page.scan.details_expired_at !== null ? (
        <ExpiredNotice at={page.scan.details_expired_at} />
      ) : !hasCoverage(page) ? (
        <NoCoverage />
      ) : (
        <div data-wide className={styles.browser}>
          <CoverageControls page={page} checkout={checkout} onCheckout={setCheckout} />
          <Panel isFlush>
            <FileTree page={page} />
          </Panel>
          <section aria-label="File" className={styles.file}>
            {file === undefined ? (
              <EmptyState title="No file chosen">Choose a file to see its lines.</EmptyState>
            ) : (
              <FilePanel key={file} page={page} path={file} checkout={checkout} forge={forge} />
            )}
          </section>
        </div>
      )}
    </>
  );
}

const hasCoverage = ({ coverage }: ScanSummary): boolean => coverage !== null && coverage.file_count > 0;

/** A report that names no file brings as little as none. */
const sentenceFor = (page: ScanSummary): string =>
  !hasCoverage(page)
    ? 'No coverage report names a file'
    : `${formatShare(page.coverage!.lines_covered, page.coverage!.lines_total)} of all lines are covered`;

function changedWords(page: ScanSummary): string | undefined {
  if (!hasCoverage(page)) return undefined;
  const { changed, file_count, lines_covered, lines_total } = page.coverage!;
  const all = `${formatCount(lines_covered)} of ${countOf(lines_total, 'executable line')} in ${countOf(file_count, 'file')}`;
  return changed === null
    ? all
    : `${all}; of the ${countOf(changed.total, 'added line')} ${formatCount(changed.covered)} ${changed.covered === 1 ? 'is' : 'are'} covered`;
}

/** Paths of reports that fit no file of the repository. */
function Unmatched({ page: { verdict } }: { readonly page: ScanSummary }) {
  const unmatched = verdict.unmatched_paths;
  if (!unmatched || unmatched.paths.length === 0) return null;
  return (
    <Notice tone="warning">
      {countOf(unmatched.paths.length, 'path')} of the reports {unmatched.paths.length === 1 ? 'matches' : 'match'} no
      file in the repository: <code>{unmatched.paths.slice(0, 5).join(', ')}</code>
    </Notice>
  );
}

function NoCoverage() {
  return (
    <Panel>
      <EmptyState title="This scan has no coverage">
        <p>Have the tests write coverage, in lcov, Cobertura or another supported format, and name the report:</p>
        <Command>qgate run --coverage coverage/lcov.info</Command>
      </EmptyState>
    </Panel>
  );
}
