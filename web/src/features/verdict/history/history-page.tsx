import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { verdictOf } from '../../../gate/verdict-of';
import { SavedViews } from '../../../shell/saved-views';
import { ShowMore } from '../../../shell/show-more';
import { Button, buttonClass } from '../../../ui/button';
import { formatCount, formatPercent } from '../../../ui/format';
import list from '../../../ui/list.module.css';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { EmptyState } from '../../../ui/states';
import { Trend } from '../../../ui/trend';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { historyQuery, type HistoryScan } from './history.queries';
import { type HistoryRange, type TrendGroup } from './history-search';
import { GroupTrends } from './parts/group-trends';
import { HistoryTable } from './parts/history-table';

const route = getRouteApi('/shell/repos/$repoId/history');

/** Scans of a branch, of which two can be compared. */
export function HistoryPage() {
  const { repoId } = route.useParams();
  const { branch, range, scan, by, measure = 'findings' } = route.useSearch();
  const query = useSuspenseInfiniteQuery(historyQuery(repoId, branch, range));
  const first = query.data.pages[0]!;
  const scans = query.data.pages.flatMap((page) => page.scans);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  useTitle(`History · ${first.repo.name}`);
  const choose = (id: number, isChosen: boolean) =>
    setChosen((now) => (isChosen ? [...now, id].slice(-2) : now.filter((each) => each !== id)));
  return (
    <>
      <PageHeader title="History" path={stepsBelowRepository(first.repo, 'History')} />
      <div className={list.list}>
        <Controls branch={first.branch} branches={first.branches} chosen={chosen} />
        {by === undefined ? (
          scans.length > 1 && <Charts scans={scans} />
        ) : (
          <GroupTrends repoId={repoId} group={by} measure={measure} range={range} />
        )}
        <Panel isFlush>
          {scans.length === 0 ? (
            <EmptyState title={`No scan of ${first.branch}${range === undefined ? '' : ' in this period'}`}>
              {first.branches.length > 1 || range !== undefined ? (
                <p>Choose another branch or a longer period.</p>
              ) : (
                <p>
                  Scans appear here once a pipeline runs <code>qgate run</code>.
                </p>
              )}
            </EmptyState>
          ) : (
            <HistoryTable repoId={repoId} scans={scans} marked={scan} chosen={chosen} onChoose={choose} />
          )}
        </Panel>
        <ShowMore query={query}>Show older scans</ShowMore>
      </div>
    </>
  );
}

interface ControlsProps {
  readonly branch: string;
  readonly branches: readonly string[];
  readonly chosen: readonly number[];
}

function Controls({ branch, branches, chosen }: ControlsProps) {
  const { range, by } = route.useSearch();
  const navigate = route.useNavigate();
  const known = branches.includes(branch) ? branches : [branch, ...branches];
  return (
    <div className={list.controls}>
      <label className={list.controls}>
        Branch
        <select
          value={branch}
          title={branch}
          onChange={({ target }) =>
            void navigate({
              search: {
                ...(target.value !== branches[0] && { branch: target.value }),
                ...(range && { range }),
                ...(by && { by }),
              },
              resetScroll: false,
            })
          }
        >
          {known.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <Segments<HistoryRange | 'all'>
        label="Range"
        value={range ?? 'all'}
        segments={[
          { value: '30d', label: '30 days' },
          { value: '90d', label: '90 days' },
          { value: '1y', label: 'Year' },
          { value: 'all', label: 'All' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, range: next === 'all' ? undefined : next }),
            resetScroll: false,
          })
        }
      />
      <Segments<TrendGroup | 'all'>
        label="Trends"
        value={by ?? 'all'}
        segments={[
          { value: 'all', label: 'Total' },
          { value: 'rule', label: 'By rule' },
          { value: 'folder', label: 'By folder' },
          { value: 'owner', label: 'By owner' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, measure: undefined, by: next === 'all' ? undefined : next }),
            resetScroll: false,
          })
        }
      />
      <CompareLink chosen={chosen} />
      <SavedViews page="history" without={['scan']} />
    </div>
  );
}

/** Leads to the comparison of the two scans that are chosen, the newer one with the older one. */
function CompareLink({ chosen }: Pick<ControlsProps, 'chosen'>) {
  if (chosen.length < 2) return <Button lockedBecause="Choose two scans in the list to compare them.">Compare</Button>;
  return (
    <Link
      to="/scans/$scanId/compare/$otherId"
      params={{ scanId: Math.max(...chosen), otherId: Math.min(...chosen) }}
      className={buttonClass('primary')}
    >
      Compare
    </Link>
  );
}

/** Findings and coverage of the listed scans; each dot leads to its scan. */
function Charts({ scans }: { readonly scans: readonly HistoryScan[] }) {
  const shown = scans.filter((scan) => scan.completed_at !== null).toReversed();
  if (shown.length < 2) return null;
  const points = (valueOf: (scan: HistoryScan) => number | null) =>
    shown.map((scan) => ({
      at: scan.completed_at!,
      value: valueOf(scan),
      verdict: verdictOf(scan.status, scan.direction),
    }));
  const link = (at: number, children: React.ReactNode, props: object) => (
    <Link to="/scans/$scanId" params={{ scanId: shown[at]!.scan_id }} {...props}>
      {children}
    </Link>
  );
  return (
    <Panel>
      <div className={list.charts}>
        <Trend name="Findings" points={points((each) => each.findings_total)} format={formatCount} link={link} />
        <Trend name="Coverage" points={points((each) => each.coverage_pct)} format={formatPercent} link={link} />
      </div>
    </Panel>
  );
}
