import { keepPreviousData, useInfiniteQuery, useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { problemOf } from '../../../api/problem';
import { SavedViews } from '../../../shell/saved-views';
import { Button, buttonClass } from '../../../ui/button';
import { classNames } from '../../../ui/class-names';
import form from '../../../ui/form.module.css';
import { countOf, formatCount } from '../../../ui/format';
import list from '../../../ui/list.module.css';
import { measured } from '../../../ui/measured';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { SearchField } from '../../../ui/search-field';
import { Segments } from '../../../ui/segments';
import { SortSelect } from '../../../ui/sort-select';
import { EmptyState } from '../../../ui/states';
import { AskForPolicy } from '../../../verdict/ask-for-policy';
import { useMe } from '../../people/session/session.queries';
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
import { CreateRepository, WHO_CREATES } from './parts/create-repository';
import { RepositoryTable, TABLE_ID } from './parts/repository-table';

const route = getRouteApi('/shell/');

export function OverviewPage() {
  const { form: openForm, ...filter } = route.useSearch();
  const { can } = useMe();
  const { data } = useSuspenseInfiniteQuery(overviewQuery());
  const all = data.pages[0]!;
  const sentence = overviewSentence(all.counts);
  useTitle(sentence);
  const creation = openForm === 'new' && <NewRepository filter={filter} />;
  if (all.counts.repos === 0)
    return (
      <>
        <NoRepository />
        {creation}
      </>
    );
  return (
    <>
      <PageHeader title={sentence}>
        <OtherVerdicts counts={all.counts} />
      </PageHeader>
      {all.counts.failed > 0 && !all.policy_chosen && can.edit_policy && <AskForPolicy shownBy={['overview']} />}
      <div className={list.list}>
        {all.next_cursor === null ? (
          <FilteredHere all={all} filter={filter} />
        ) : (
          <FilteredByService all={all} filter={filter} />
        )}
      </div>
      {creation}
    </>
  );
}

/** Numbers of repositories with the other verdicts, each with its list. */
function OtherVerdicts({ counts }: Pick<RepositoriesProps, 'counts'>) {
  return (
    <p className={list.controls}>
      {overviewRest(counts).map((verdict) => (
        <Link key={verdict} to="/" search={{ verdict }} {...measured(`repos_${verdict}`, 'all', counts[verdict])}>
          {formatCount(counts[verdict])} {VERDICT_LABELS[verdict].toLowerCase()}
        </Link>
      ))}
    </p>
  );
}

/** The form of a new repository; what it makes has a page of its own. */
function NewRepository({ filter }: Pick<FilteredProps, 'filter'>) {
  const navigate = route.useNavigate();
  return (
    <CreateRepository
      onClose={() => void navigate({ search: filter, replace: true, resetScroll: false })}
      onCreated={(repoId) => void navigate({ to: '/repos/$repoId', params: { repoId } })}
    />
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
        <p role="status" className={list.more}>
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
  const navigate = route.useNavigate();
  const setFilter = (change: OverviewFilter, isTyping = false) =>
    void navigate({ search: { ...filter, ...change }, replace: isTyping, resetScroll: false });
  const total = counts[filter.verdict ?? 'repos'];
  const sort = filter.sort ?? 'worst';
  return (
    <>
      {repos.length > 0 && (
        <a href={`#${TABLE_ID}`} className={classNames('skip-link', list.skip)}>
          Skip to repositories
        </a>
      )}
      <Controls filter={filter} counts={counts} onFilter={setFilter} />
      <p role="status" className="visually-hidden">
        {countOf(total, 'repository', 'repositories')}. {SORT_WORDS[sort]}.
      </p>
      <Panel isFlush>
        {repos.length > 0 ? (
          <RepositoryTable
            repos={repos}
            total={total}
            sort={sort}
            onSort={(sort) => setFilter({ sort })}
            onNearEnd={onNearEnd}
          />
        ) : (
          <EmptyState title="No repository matches">
            Clear the filter to see all {formatCount(all.counts.repos)}.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

interface ControlsProps extends Pick<RepositoriesProps, 'filter' | 'counts'> {
  readonly onFilter: (change: OverviewFilter, isTyping?: boolean) => void;
}

function Controls({ filter, counts, onFilter }: ControlsProps) {
  const { can } = useMe();
  const navigate = route.useNavigate();
  const segments = OVERVIEW_VERDICTS.filter((verdict) => counts[verdict] > 0 || filter.verdict === verdict);
  return (
    <div className={list.controls}>
      <SearchField label="Filter repositories" value={filter.q ?? ''} onChange={(q) => onFilter({ q }, true)} />
      <Segments
        label="Verdict"
        value={filter.verdict ?? 'all'}
        segments={[
          { value: 'all' as const, label: 'All', count: counts.repos },
          ...segments.map((verdict) => ({ value: verdict, label: VERDICT_LABELS[verdict], count: counts[verdict] })),
        ]}
        onChange={(verdict) => onFilter({ verdict: verdict === 'all' ? undefined : verdict })}
      />
      <SortSelect value={filter.sort ?? 'worst'} options={SORT_WORDS} onChange={(sort) => onFilter({ sort })} />
      <SavedViews page="overview" without={['form']} />
      <Button
        lockedBecause={can.edit_repo ? null : WHO_CREATES}
        onClick={() => void navigate({ search: { ...filter, form: 'new' }, resetScroll: false })}
      >
        New repository
      </Button>
    </div>
  );
}

function NoRepository() {
  const { can } = useMe();
  return (
    <>
      <PageHeader title="No repositories yet" />
      <Panel>
        <EmptyState
          title="The first scan creates the first repository"
          action={
            <div className={form.actions}>
              <Link to="/welcome" className={buttonClass('primary')}>
                Run the first scan
              </Link>
              {can.edit_repo && (
                <Link to="/" search={{ form: 'new' }} className={buttonClass()}>
                  New repository
                </Link>
              )}
            </div>
          }
        >
          <p>Create a key, take a recipe for your pipeline, and the verdict appears.</p>
        </EmptyState>
      </Panel>
    </>
  );
}
