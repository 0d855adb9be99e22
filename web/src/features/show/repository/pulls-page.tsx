import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import list from '../../../ui/list.module.css';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Segments } from '../../../ui/segments';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { PullRequestTable, pullsWords } from './parts/pull-request-table';
import { pullRequestsQuery } from './repository.queries';

const route = getRouteApi('/shell/repos/$repoId/pulls');

export function PullsPage() {
  const { repoId } = route.useParams();
  const filter = route.useSearch();
  const { repo, pull_requests: pulls, next_cursor } = useSuspenseQuery(pullRequestsQuery(repoId, filter)).data;
  useTitle(`Pull requests · ${repo.name}`);
  return (
    <>
      <PageHeader title="Pull requests" path={stepsBelowRepository(repo, 'Pull requests')} />
      <div className={list.list}>
        <Filters />
        <p role="status" className="visually-hidden">
          {pullsWords(pulls.length, next_cursor !== null)}
        </p>
        <PullRequestTable
          repoId={repoId}
          pulls={pulls}
          empty={Object.keys(filter).length > 0 ? <p>Choose other filters to see more.</p> : undefined}
        />
        {next_cursor !== null && <p className={list.more}>The {pulls.length} scanned last are shown.</p>}
      </div>
    </>
  );
}

function Filters() {
  const { state, status } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={list.controls}>
      <Segments
        label="State"
        value={state ?? 'open'}
        segments={[
          { value: 'open', label: 'Open' },
          { value: 'closed', label: 'Closed' },
          { value: 'all', label: 'All' },
        ]}
        onChange={(chosen) =>
          void navigate({
            search: (now) => ({ ...now, state: chosen === 'open' ? undefined : chosen }),
            resetScroll: false,
          })
        }
      />
      <Segments
        label="Verdict"
        value={status ?? 'any'}
        segments={[
          { value: 'any', label: 'Any verdict' },
          { value: 'failed', label: 'Failed' },
          { value: 'passed', label: 'Clear' },
        ]}
        onChange={(chosen) =>
          void navigate({
            search: (now) => ({ ...now, status: chosen === 'any' ? undefined : chosen }),
            resetScroll: false,
          })
        }
      />
    </div>
  );
}
