import { keepPreviousData, useInfiniteQuery, useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { problemOf } from '../../api/problem';
import { Button, buttonClass } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { PageHeader, useTitle } from '../../ui/page-header';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { Segments } from '../../ui/segments';
import { SortSelect } from '../../ui/sort-select';
import { EmptyState } from '../../ui/states';
import { AskForPolicy } from '../../verdict/ask-for-policy';
import { useMe } from '../session/session.queries';
import { filterOverview } from './filter-overview';
import { overviewRest, overviewSentence, SORT_WORDS, VERDICT_LABELS } from './messages';
import {
  type Overview,
  OVERVIEW_VERDICTS,
  type OverviewCounts,
  type OverviewFilter,
  overviewQuery,
  type RepoInOverview,
} from './overview.queries';
import styles from './overview-page.module.css';
import { RepositoryTable } from './parts/repository-table';

const route = getRouteApi('/shell/');

export function OverviewPage() {
  const filter = route.useSearch();
  const { can } = useMe();
  const { data } = useSuspenseInfiniteQuery(overviewQuery());
  const all = data.pages[0]!;
  const sentence = overviewSentence(all.counts);
  useTitle(sentence);
  if (all.counts.repos === 0) return <NoRepository />;
  return (
    <>
      <PageHeader title={sentence}>{overviewRest(all.counts)}</PageHeader>
      {all.counts.failed > 0 && !all.policy_chosen && can.edit_policy && <AskForPolicy shownBy={['overview']} />}
      <div className={styles.list}>
        {all.next_cursor === null ? (
          <FilteredHere all={all} filter={filter} />
        ) : (
          <FilteredByService all={all} filter={filter} />
        )}
      </div>
    </>
  );
}

interface FilteredProps {
  /** The first page of all repositories. */
  readonly all: Overview;
  readonly filter: OverviewFilter;
}

/** Repositories that fit one answer: filtered while one types, without a request. */
function FilteredHere({ all, filter }: FilteredProps) {
  const { counts, repos } = filterOverview(all, filter);
  return <Repositories all={all} filter={filter} counts={counts} repos={repos} />;
}

/** More repositories than that: the service filters and sorts, and the next page is requested when the end comes near. */
function FilteredByService({ all, filter }: FilteredProps) {
  const query = useInfiniteQuery({ ...overviewQuery(filter), placeholderData: keepPreviousData });
  const { data, error, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage } = query;
  const pages = data?.pages ?? [all];
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return (
    <>
      <Repositories
        {...{ all, filter, onNearEnd }}
        counts={pages[0]!.counts}
        repos={pages.flatMap(({ repos }) => repos)}
      />
      {isFetchingNextPage && (
        <p role="status" className={styles.more}>
          Loading more repositories
        </p>
      )}
      {error !== null && (
        <Notice tone="failure" role="alert" action={<Button onClick={() => void query.refetch()}>Try again</Button>}>
          {problemOf(error).detail}
        </Notice>
      )}
    </>
  );
}

interface RepositoriesProps extends FilteredProps {
  /** Numbers of repositories that match the text. */
  readonly counts: OverviewCounts;
  /** Those of them that are fetched. */
  readonly repos: readonly RepoInOverview[];
  readonly onNearEnd?: () => void;
}

function Repositories({ all, filter, counts, repos, onNearEnd }: RepositoriesProps) {
  return (
    <>
      <Controls filter={filter} counts={counts} />
      <Panel isFlush>
        {repos.length > 0 ? (
          <RepositoryTable repos={repos} total={counts[filter.verdict ?? 'repos']} onNearEnd={onNearEnd} />
        ) : (
          <EmptyState title="No repository matches">
            Clear the filter to see all {formatCount(all.counts.repos)}.
          </EmptyState>
        )}
      </Panel>
    </>
  );
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
      <SortSelect value={filter.sort ?? 'worst'} options={SORT_WORDS} onChange={(sort) => setFilter({ sort })} />
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
