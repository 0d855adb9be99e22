import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ShowMore } from '../../../shell/show-more';
import { countOf } from '../../../ui/format';
import list from '../../../ui/list.module.css';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { EmptyState } from '../../../ui/states';
import { ScanMeta } from '../../../verdict/scan-meta';
import { stepsBelowScan } from '../../../verdict/scan-path';
import { type Comparison, comparisonQuery, DIFFERENCE_KINDS, type DifferenceKind } from './compare.queries';
import { FileDifferences } from './parts/file-differences';
import { FindingDifferences } from './parts/finding-differences';
import { PolicyDifferences } from './parts/policy-differences';

const route = getRouteApi('/shell/scans/$scanId/compare/$otherId');

const KIND_WORDS: Readonly<Record<DifferenceKind, string>> = {
  new: 'Appeared',
  fixed: 'Gone',
  worsened: 'Worsened',
  moved: 'Moved',
  coverage: 'Coverage',
  duplication: 'Duplication',
};

/** Differences of a scan from another one of its repository. */
export function ComparePage() {
  const { scanId, otherId } = route.useParams();
  const { kind } = route.useSearch();
  const query = useSuspenseInfiniteQuery(comparisonQuery(scanId, otherId, kind));
  const { pages } = query.data;
  const { repo, counts, policy } = pages[0]!;
  useTitle(`Compare ${scanId} with ${otherId} · ${repo.name}`);
  const shown = DIFFERENCE_KINDS.filter((each) => counts[each] > 0 && (kind === undefined || each === kind));
  return (
    <>
      <PageHeader title="Compare" path={stepsBelowScan({ repo, scan: { id: scanId } }, 'Compare')}>
        <Scans comparison={pages[0]!} />
      </PageHeader>
      <Kinds counts={counts} />
      {counts.new + counts.fixed > 0 && (
        <p>
          Appeared and gone are the findings that only one of the two scans has. A verdict can call fewer of them new:
          it leaves out inherited ones, info and coverage gaps. It can call fewer fixed: it leaves out directives and
          findings of tools that did not report.
        </p>
      )}
      {kind === undefined && <PolicyDifferences changes={policy} />}
      {shown.length === 0 && (
        <Panel>
          <EmptyState title="No difference">
            <p>
              {kind === undefined ? 'Both scans have the same results.' : 'Choose All to see the other differences.'}
            </p>
          </EmptyState>
        </Panel>
      )}
      {shown.map((each) => (
        <Differences key={each} kind={each} pages={pages} />
      ))}
      <ShowMore query={query}>Show more differences</ShowMore>
    </>
  );
}

/** Both scans, each a link. */
function Scans({ comparison: { scan_id, scan, other_scan_id, other_scan } }: { readonly comparison: Comparison }) {
  const link = (scanId: number) => (
    <Link to="/scans/$scanId" params={{ scanId }}>
      Scan {scanId}
    </Link>
  );
  return (
    <p>
      {link(scan_id)} of <ScanMeta scan={scan} /> against {link(other_scan_id)} of <ScanMeta scan={other_scan} />
    </p>
  );
}

function Kinds({ counts }: { readonly counts: Comparison['counts'] }) {
  const { kind } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={list.controls}>
      <Segments<DifferenceKind | 'all'>
        label="Differences"
        value={kind ?? 'all'}
        segments={[
          { value: 'all', label: 'All' },
          ...DIFFERENCE_KINDS.map((each) => ({ value: each, label: KIND_WORDS[each], count: counts[each] })),
        ]}
        onChange={(next) => void navigate({ search: next === 'all' ? {} : { kind: next }, resetScroll: false })}
      />
    </div>
  );
}

interface DifferencesProps {
  readonly kind: DifferenceKind;
  readonly pages: readonly Comparison[];
}

function Differences({ kind, pages }: DifferencesProps) {
  const { scan_id, other_scan_id, counts } = pages[0]!;
  const title = KIND_WORDS[kind];
  if (kind === 'coverage' || kind === 'duplication')
    return (
      <FileDifferences
        title={title}
        aside={countOf(counts[kind], 'file')}
        kind={kind}
        scanId={scan_id}
        files={pages.flatMap((page): Comparison['coverage'] => page[kind])}
      />
    );
  return (
    <FindingDifferences
      title={title}
      aside={countOf(counts[kind], 'finding')}
      // A problem that is gone is listed by the scan that has it.
      scanId={kind === 'fixed' ? other_scan_id : scan_id}
      findings={pages.flatMap((page) => page[kind])}
    />
  );
}
