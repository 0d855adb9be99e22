import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { failureWords } from '../../../api/problem';
import { verdictOf } from '../../../gate/verdict-of';
import { Ago } from '../../../ui/ago';
import { Notice } from '../../../ui/notice';
import { Path, useTitle } from '../../../ui/page-header';
import { Section } from '../../../ui/panel';
import { VERDICT_WORDS } from '../../../ui/verdict-chip';
import { ChangePills } from '../../../verdict/change-pills';
import { Live } from '../../../verdict/live';
import { changeRatingOf } from '../../../verdict/scan-figures';
import { ScanMeta, SiteLink } from '../../../verdict/scan-meta';
import { stepsToRepository } from '../../../verdict/scan-path';
import { Scores } from '../../../verdict/scores';
import { StaleNotice } from '../../../verdict/stale-notice';
import { VerdictCard } from '../../../verdict/verdict-card';
import { useJudgeAgain } from '../../verdict/scan/scan.queries';
import { InForce } from './parts/in-force';
import { NeverScanned } from './parts/never-scanned';
import { PullRequestTable } from './parts/pull-request-table';
import { Trends } from './parts/trends';
import { newerScanWait, type RepositoryOverview, repositoryQuery } from './repository.queries';

const route = getRouteApi('/shell/repos/$repoId');

export function RepositoryPage() {
  const { repoId } = route.useParams();
  const { branch } = route.useSearch();
  const { data: page } = useSuspenseQuery(repositoryQuery(repoId, branch));
  useTitle(titleOf(page));
  return (
    <>
      <Path steps={stepsToRepository(page.repo)} />
      <Live wait={newerScanWait(repoId, branch, page.scan?.id ?? null)} />
      {page.scan && page.verdict ? <Judged page={page} /> : <NeverScanned page={page} />}
      <PullRequests page={page} />
      <InForce page={page} />
    </>
  );
}

/** Verdict first; a repository without a scan by its name. */
function titleOf(page: RepositoryOverview): string {
  const { repo, scan, verdict } = page;
  if (!scan || !verdict) return repo.name;
  return `${VERDICT_WORDS[verdictOf(verdict.status, pointOf(page, scan.id)?.direction)]} · ${repo.name}`;
}

function Judged({ page }: { readonly page: RepositoryOverview }) {
  const { scope } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <Verdict page={page} />
      <ChangePills scanId={page.scan!.id} changes={page.changes} since={timeOf(page, page.previous?.scan_id)} />
      <Scores
        scanId={page.scan!.id}
        figures={{
          ...page,
          duplicationPct: pointOf(page, page.scan!.id)?.duplication_pct ?? null,
          changeRating: changeRatingOf(page.verdict!),
        }}
        scope={scope ?? 'all'}
        onScope={(chosen) =>
          void navigate({
            search: (now) => ({ ...now, scope: chosen === 'new' ? chosen : undefined }),
            resetScroll: false,
          })
        }
      />
      <Trends page={page} />
    </>
  );
}

function Verdict({ page }: { readonly page: RepositoryOverview }) {
  const { repo, scan, verdict, pending_scan } = page;
  return (
    <VerdictCard
      scanId={scan!.id}
      verdict={verdict!}
      direction={pointOf(page, scan!.id)?.direction ?? null}
      about={{ kind: 'branch', branch: scan!.branch }}
      meta={<ScanMeta scan={scan!} commitLink={repo.links?.commit} />}
      links={
        <>
          <Link to="/scans/$scanId" params={{ scanId: scan!.id }}>
            Scan {scan!.id}
          </Link>
          <Link to="/repos/$repoId/badges" params={{ repoId: repo.id }}>
            Badges
          </Link>
          <Link to="/repos/$repoId/forge" params={{ repoId: repo.id }}>
            Forge
          </Link>
          <Link to="/repos/$repoId/settings" params={{ repoId: repo.id }}>
            Settings
          </Link>
          <SiteLink url={repo.url} />
        </>
      }
    >
      {verdict!.stale && <Stale page={page} />}
      {pending_scan && (
        <Notice tone="info" role="status">
          A newer scan began <Ago at={pending_scan.started_at} />; this page shows its verdict when it is available.
        </Notice>
      )}
    </VerdictCard>
  );
}

function Stale({ page: { scan, can, verdict } }: { readonly page: RepositoryOverview }) {
  const judge = useJudgeAgain(scan!.id);
  return (
    <StaleNotice
      reason={verdict!.stale_reason}
      isOpen={can.recompute === true}
      isPending={judge.isPending}
      failure={failureWords(judge.error)}
      onJudge={() => judge.mutate()}
    />
  );
}

function PullRequests({ page: { repo, pull_requests: pulls } }: { readonly page: RepositoryOverview }) {
  return (
    <Section
      title="Pull requests"
      controls={
        <Link to="/repos/$repoId/pulls" params={{ repoId: repo.id }}>
          All pull requests
        </Link>
      }
    >
      <PullRequestTable repoId={repo.id} pulls={pulls} />
    </Section>
  );
}

/** The point of a scan in the trend, which has the newest completed ones. */
const pointOf = ({ trend }: RepositoryOverview, scanId: number) => trend.find(({ scan_id }) => scan_id === scanId);

const timeOf = (page: RepositoryOverview, scanId: number | undefined): string | null =>
  scanId === undefined ? null : (pointOf(page, scanId)?.completed_at ?? null);
