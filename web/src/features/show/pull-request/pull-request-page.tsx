import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { failureWords } from '../../../api/problem';
import { verdictOf } from '../../../gate/verdict-of';
import { Notice } from '../../../ui/notice';
import { Path, useTitle } from '../../../ui/page-header';
import { Skeleton } from '../../../ui/states';
import { Tabs } from '../../../ui/tabs';
import { VERDICT_WORDS } from '../../../ui/verdict-chip';
import { AskForPolicy } from '../../../verdict/ask-for-policy';
import { ChangePills } from '../../../verdict/change-pills';
import { Live } from '../../../verdict/live';
import { RatingReasons } from '../../../verdict/rating-reasons';
import { ScanMeta, SiteLink } from '../../../verdict/scan-meta';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { StaleNotice } from '../../../verdict/stale-notice';
import { VerdictCard } from '../../../verdict/verdict-card';
import { Warnings } from '../../../verdict/warnings';
import { useMe } from '../../people/session/session.queries';
import { useJudgeAgain, verdictWait } from '../../verdict/scan/scan.queries';
import { AddedFindings } from './parts/added-findings';
import { LoosenedTools } from './parts/loosened-tools';
import { PullRequestScans } from './parts/pull-request-scans';
import { PullRequestTests } from './parts/pull-request-tests';
import { PullRequestWaivers } from './parts/pull-request-waivers';
import { SilencedTools } from './parts/silenced-tools';
import { Stack } from './parts/stack';
import { UntestedLines } from './parts/untested-lines';
import { type PullRequestPage as Page, pullRequestQuery } from './pull-request.queries';

const route = getRouteApi('/shell/repos/$repoId/pulls/$number');

/** Fetched with the first page that shows files. */
const ChangedFiles = lazy(() => import('./parts/changed-files').then((part) => ({ default: part.ChangedFiles })));

const TABS = [
  { value: 'summary', label: 'Summary' },
  { value: 'files', label: 'Files' },
] as const;

export function PullRequestPage() {
  const { repoId, number } = route.useParams();
  const { tab = 'summary' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = pullRequestQuery(repoId, number);
  const { data: pull } = useSuspenseQuery(query);
  const { can } = useMe();
  const { repo, verdict, last_scan: last } = pull;
  const previous = pull.scans.find(({ scan_id }) => scan_id === pull.changes?.previous_scan_id);
  useTitle(`${VERDICT_WORDS[verdictOf(verdict.status, last.direction)]} · ${repo.name} · #${number}`);
  return (
    <>
      <Path
        steps={stepsBelowRepository(
          repo,
          <Link to="/repos/$repoId/pulls" params={{ repoId }}>
            Pull requests
          </Link>,
          `#${number}`,
        )}
      />
      <Live wait={verdict.status === null ? verdictWait(last.scan_id, query.queryKey) : null} />
      {verdict.status === 'failed' && !pull.policy_chosen && can.edit_policy && (
        <AskForPolicy shownBy={query.queryKey} />
      )}
      <Verdict pull={pull} />
      <Tabs
        label="Parts"
        tabs={TABS}
        value={tab}
        onChange={(chosen) =>
          void navigate({ search: chosen === 'files' ? { tab: chosen } : {}, replace: true, resetScroll: false })
        }
      >
        {tab === 'files' ? (
          <Suspense fallback={<Skeleton heights={[240]} />}>
            <ChangedFiles pull={pull} />
          </Suspense>
        ) : (
          <>
            <Stack repoId={repoId} pull={pull} />
            <AddedFindings pull={pull} />
            <SilencedTools suppressions={verdict.suppressions} links={pull.links} sha={last.commit_sha} />
            <LoosenedTools loosened={verdict.loosened} />
            <UntestedLines verdict={verdict} links={pull.links} sha={last.commit_sha} />
            <Warnings warnings={verdict.warnings} />
            <PullRequestTests scanId={last.scan_id} totals={verdict.tests} />
            <ChangePills scanId={last.scan_id} changes={pull.changes} since={previous?.completed_at ?? null} />
            <PullRequestWaivers repoId={repoId} pull={pull} violated={verdict.violations[0]?.rule} />
            <PullRequestScans scans={pull.scans} />
          </>
        )}
      </Tabs>
    </>
  );
}

function Verdict({ pull }: { readonly pull: Page }) {
  const { branch, last_scan: last, links, verdict } = pull;
  return (
    <VerdictCard
      scanId={last.scan_id}
      verdict={verdict}
      direction={last.direction}
      reasons={{ rating_min: <RatingReasons scanId={last.scan_id} parts={pull.rating_held_by} /> }}
      about={{ kind: 'change' }}
      meta={<ScanMeta scan={{ ...last, branch, created_at: last.started_at }} commitLink={links?.commit} />}
      links={
        <>
          <Link to="/scans/$scanId" params={{ scanId: last.scan_id }}>
            Scan {last.scan_id}
          </Link>
          {verdict.base && (
            <Link to="/scans/$scanId/compare/$otherId" params={{ scanId: last.scan_id, otherId: verdict.base.scan_id }}>
              Compare with the base
            </Link>
          )}
          <SiteLink url={pull.url} />
        </>
      }
    >
      <About pull={pull} />
      {verdict.stale && <Stale pull={pull} />}
      {verdict.base === null && verdict.status !== null && (
        <Notice tone="warning">
          There was no scan of the base to compare with, so everything that the baseline does not have counts as new.
          Scan <code>{pull.base_branch ?? pull.repo.default_branch}</code> in its pipeline.
        </Notice>
      )}
    </VerdictCard>
  );
}

function About({ pull }: { readonly pull: Page }) {
  return (
    <>
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
    </>
  );
}

function Stale({ pull: { last_scan, can, verdict } }: { readonly pull: Page }) {
  const judge = useJudgeAgain(last_scan.scan_id);
  return (
    <StaleNotice
      reason={verdict.stale_reason}
      isOpen={can.recompute === true}
      isPending={judge.isPending}
      failure={failureWords(judge.error)}
      onJudge={() => judge.mutate()}
    />
  );
}
