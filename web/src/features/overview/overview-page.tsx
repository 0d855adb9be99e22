import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/button';
import { PageHeader, useTitle } from '../../ui/page-header';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { Segments } from '../../ui/segments';
import { EmptyState } from '../../ui/states';
import { filterOverview } from './filter-overview';
import { overviewRest, overviewSentence, VERDICT_LABELS } from './messages';
import { OVERVIEW_VERDICTS, type OverviewCounts, type OverviewFilter, overviewQuery } from './overview.queries';
import styles from './overview-page.module.css';
import { RepositoryTable } from './parts/repository-table';

const route = getRouteApi('/shell/');

export function OverviewPage() {
  const filter = route.useSearch();
  const { counts: allCounts } = useSuspenseQuery(overviewQuery()).data;
  const { counts, repos, hasMore } = useOverview(filter);
  const sentence = overviewSentence(allCounts);
  useTitle(sentence);
  if (allCounts.repos === 0) return <NoRepository />;
  return (
    <>
      <PageHeader title={sentence}>{overviewRest(allCounts)}</PageHeader>
      <div className={styles.list}>
        <Controls filter={filter} counts={counts} />
        <Panel isFlush>
          {repos.length > 0 ? (
            <RepositoryTable repos={repos} />
          ) : (
            <EmptyState title="No repository matches">Clear the filter to see all {allCounts.repos}.</EmptyState>
          )}
        </Panel>
        {hasMore && <p className={styles.more}>The first {repos.length} are shown. Filter to find others.</p>}
      </div>
    </>
  );
}

/** Repositories of the filter: chosen here where one answer has all of them, else by the service. */
function useOverview(filter: OverviewFilter) {
  const { data: all } = useSuspenseQuery(overviewQuery());
  const isComplete = all.next_cursor === null;
  const { data: some = all } = useQuery({ ...overviewQuery(filter), enabled: !isComplete });
  return isComplete
    ? { ...filterOverview(all, filter), hasMore: false }
    : { ...some, hasMore: some.next_cursor !== null };
}

function Controls({ filter, counts }: { readonly filter: OverviewFilter; readonly counts: OverviewCounts }) {
  const navigate = route.useNavigate();
  const setFilter = (change: OverviewFilter, isTyping = false) =>
    void navigate({ search: { ...filter, ...change }, replace: isTyping, resetScroll: false });
  const segments = OVERVIEW_VERDICTS.filter((verdict) => counts[verdict] > 0 || filter.verdict === verdict);
  return (
    <div className={styles.controls}>
      <SearchField label="Filter repositories" value={filter.q ?? ''} onChange={(q) => setFilter({ q }, true)} />
      <Segments
        label="Verdict"
        value={filter.verdict ?? 'all'}
        segments={[
          { value: 'all' as const, label: 'All', count: counts.repos },
          ...segments.map((verdict) => ({ value: verdict, label: VERDICT_LABELS[verdict], count: counts[verdict] })),
        ]}
        onChange={(verdict) => setFilter({ verdict: verdict === 'all' ? undefined : verdict })}
      />
      <label className={styles.sort}>
        Sort
        <select
          value={filter.sort ?? 'worst'}
          onChange={(event) => setFilter({ sort: event.target.value } as OverviewFilter)}
        >
          <option value="worst">Worst first</option>
          <option value="name">By name</option>
          <option value="recent">Scanned last</option>
        </select>
      </label>
    </div>
  );
}

function NoRepository() {
  return (
    <>
      <PageHeader title="No repository yet" />
      <Panel>
        <EmptyState
          title="The first scan makes the first repository"
          action={
            <Link to="/welcome" className={buttonClass('primary')}>
              Make the first scan
            </Link>
          }
        >
          <p>A key, a recipe for your pipeline, and the verdict appears.</p>
        </EmptyState>
      </Panel>
    </>
  );
}
