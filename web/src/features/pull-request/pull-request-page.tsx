import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { verdictOf } from '../../gate/verdict-of';
import { Notice } from '../../ui/notice';
import { Path, useTitle } from '../../ui/page-header';
import { VERDICT_WORDS } from '../../ui/verdict-chip';
import { ChangePills } from '../../verdict/change-pills';
import { ScanMeta, SiteLink } from '../../verdict/scan-meta';
import { VerdictCard } from '../../verdict/verdict-card';
import { scanQuery, type ScanSummary } from '../scan/scan.queries';
import { NeverReached } from './parts/never-reached';
import { PullRequestScans } from './parts/pull-request-scans';
import { PullRequestWaivers } from './parts/pull-request-waivers';
import { type PullRequestPage as Page, pullRequestQuery } from './pull-request.queries';

const route = getRouteApi('/shell/repos/$repoId/pulls/$number');

export function PullRequestPage() {
  const { repoId, number } = route.useParams();
  const { data: pull } = useSuspenseQuery(pullRequestQuery(repoId, number));
  const { data: last } = useSuspenseQuery(scanQuery(pull.last_scan.scan_id));
  const previous = pull.scans.find(({ scan_id }) => scan_id === last.previous?.scan_id);
  useTitle(
    `${VERDICT_WORDS[verdictOf(last.verdict.status, pull.last_scan.direction)]} · ${last.repo.name} · #${number}`,
  );
  return (
    <>
      <Path
        steps={[
          <Link key="all" to="/">
            Repositories
          </Link>,
          <Link key="repo" to="/repos/$repoId" params={{ repoId }}>
            {last.repo.name}
          </Link>,
          <Link key="pulls" to="/repos/$repoId/pulls" params={{ repoId }}>
            Pull requests
          </Link>,
          <span key="here">#{number}</span>,
        ]}
      />
      <Verdict pull={pull} last={last} />
      <NeverReached files={pull.uncovered_added} links={pull.links ?? last.links} sha={last.scan.commit_sha} />
      <ChangePills changes={last.changes} since={previous?.completed_at ?? null} />
      <PullRequestWaivers repoId={repoId} pull={pull} violated={last.verdict.violations[0]?.rule} />
      <PullRequestScans scans={pull.scans} />
    </>
  );
}

function Verdict({ pull, last }: { readonly pull: Page; readonly last: ScanSummary }) {
  return (
    <VerdictCard
      verdict={last.verdict}
      direction={pull.last_scan.direction}
      about={{ kind: 'change' }}
      meta={<ScanMeta scan={last.scan} commitLink={last.links?.commit} />}
      links={
        <>
          <Link to="/scans/$scanId" params={{ scanId: last.scan.id }}>
            Scan {last.scan.id}
          </Link>
          <SiteLink url={pull.url} />
        </>
      }
    >
      <p>
        <strong>#{pull.pr_number}</strong> {pull.title}
        {pull.author !== null && ` by ${pull.author}`}
        {pull.base_branch !== null && (
          <>
            {' into '}
            <code>{pull.base_branch}</code>
          </>
        )}
      </p>
      {pull.state === 'closed' && <Notice>{pull.merged === true ? 'Merged.' : 'Closed.'}</Notice>}
      {last.verdict.stale && (
        <Notice tone="warning" role="status">
          Policy, waivers or false positives have changed since this was judged.
        </Notice>
      )}
      {last.verdict.base === null && last.verdict.status !== null && (
        <Notice tone="warning">
          There was no scan of the base to compare with, so everything that the baseline does not have counts as new.
          Scan <code>{pull.base_branch ?? last.repo.default_branch}</code> in its pipeline.
        </Notice>
      )}
    </VerdictCard>
  );
}
