import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { problemOf } from '../../../api/problem';
import { ShowMore } from '../../../shell/show-more';
import { Button } from '../../../ui/button';
import list from '../../../ui/list.module.css';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Skeleton } from '../../../ui/states';
import { type AllPullsSearch } from './all-pulls-search';
import { AllPullsFilters } from './parts/all-pulls-filters';
import { PullRequestTable, pullsWords } from './parts/pull-request-table';
import { allPullRequestsQuery } from './repository.queries';

const route = getRouteApi('/shell/pull-requests');

/** Pull requests of all repositories. */
export function AllPullsPage() {
  useTitle('Pull requests');
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...allPullRequestsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, hasNextPage, isPlaceholderData } = query;
  const pulls = data?.pages.flatMap((page) => page.pull_requests) ?? [];
  return (
    <>
      <PageHeader title="Pull requests">Of all repositories, most recently scanned first.</PageHeader>
      <div className={list.list}>
        <AllPullsFilters
          filter={filter}
          onChange={(next, isTyping) => void navigate({ search: next, replace: isTyping, resetScroll: false })}
        />
        {error !== null && !query.isFetchNextPageError && (
          <Notice tone="failure" role="alert" action={<Button onClick={() => void query.refetch()}>Try again</Button>}>
            {problemOf(error).detail}
          </Notice>
        )}
        <p role="status" className="visually-hidden">
          {data && !isPlaceholderData && pullsWords(pulls.length, hasNextPage)}
        </p>
        {data ? (
          <PullRequestTable
            pulls={pulls}
            empty={Object.keys(filter).length > 0 ? <NoneMatches filter={filter} /> : undefined}
          />
        ) : (
          error === null && <Skeleton heights={[240]} />
        )}
        <ShowMore query={query}>Show more pull requests</ShowMore>
      </div>
    </>
  );
}

/** Advice in an empty list; for one's own, how they are found. */
function NoneMatches({ filter }: { readonly filter: AllPullsSearch }) {
  if (filter.mine !== true)
    return (
      <p>
        {filter.owner !== undefined && 'An owner is found by the whole name, such as @acme/web. '}
        Choose other filters to see more.
      </p>
    );
  return (
    <p>
      A pull request is yours if its author has your email address, once an email or your identity provider has
      confirmed that address. <Link to="/settings/sessions">Connect your account</Link> to have it confirmed.
    </p>
  );
}
