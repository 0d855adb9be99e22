import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { problemOf } from '../../../../api/problem';
import { verdictOf } from '../../../../gate/verdict-of';
import { Button, buttonClass } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { Live } from '../../../../verdict/live';
import { useMe } from '../../../people/session/session.queries';
import { verdictWait } from '../../../verdict/scan/scan.queries';
import { reposQuery } from '../../repository/repository.queries';
import { type ScanPlace } from '../systems';
import { type Looking } from '../use-steps';
import { firstPullQuery, isLastLook } from '../welcome.queries';
import styles from '../welcome-page.module.css';
import { Arrivals } from './arrivals';

/** Fetched once the first scan has come. */
const ExcerptChoice = lazy(() =>
  import('../../../../verdict/code/excerpt-choice').then((part) => ({ default: part.ExcerptChoice })),
);

interface FirstVerdictProps {
  readonly place: ScanPlace;
  /** The key that was created on this page. */
  readonly keyId: number | null;
  readonly looking: Looking;
}

/** Progress of the first scan, up to its verdict. */
export function FirstVerdict({ place, keyId, looking }: FirstVerdictProps) {
  const { scan, error, queryKey, sinceMs, lastLookMs, lookAgain } = looking;
  if (error !== null) return <Notice tone="failure">{problemOf(error).detail}</Notice>;
  const arrivals = <Arrivals place={place} keyId={keyId} sinceMs={sinceMs} scan={scan} />;
  if (scan == null || scan.status === 'pending')
    return (
      <>
        <Live wait={scan == null ? null : verdictWait(scan.id, queryKey)} />
        {arrivals}
        {scan != null && <p>The scan has begun; its verdict appears when it ends.</p>}
        <p role="status">{isLastLook(lastLookMs, sinceMs) && 'This page stopped checking after ten minutes.'}</p>
        <div>
          <Button onClick={lookAgain}>Look again</Button>
        </div>
      </>
    );
  return (
    <>
      {arrivals}
      <div role="status" className={styles.verdict}>
        <VerdictChip verdict={verdictOf(scan.gate_status)} size="large" />
        <Link to="/scans/$scanId" params={{ scanId: scan.id }} className={buttonClass('primary')}>
          See why
        </Link>
      </div>
      <FirstPullRequest />
      <AskForExcerpts repoId={scan.repo_id} />
    </>
  );
}

/** Steps after the first verdict: changes, each with its own. */
function FirstPullRequest() {
  const { data: pull } = useQuery(firstPullQuery());
  if (pull === undefined) return null;
  return pull === null ? (
    <p>Next, open a pull request: its pipeline scans it, and its verdict appears beside its checks and here.</p>
  ) : (
    <p>
      The newest scanned pull request is{' '}
      <Link to="/repos/$repoId/pulls/$number" params={{ repoId: pull.repo.id, number: pull.pr_number }}>
        {pull.repo.name} #{pull.pr_number}
      </Link>
      .
    </p>
  );
}

/** Asks which source text the service may store of the repository that was scanned. */
function AskForExcerpts({ repoId }: { readonly repoId: number }) {
  const { can } = useMe();
  const { data: repos } = useQuery(reposQuery());
  const repo = repos?.find(({ id }) => id === repoId);
  if (repo === undefined) return null;
  return (
    <Suspense fallback={null}>
      <ExcerptChoice
        repo={repo}
        lockedBecause={
          can.edit_repo ? null : 'Only administrators and owners of the organization may change repositories.'
        }
      />
    </Suspense>
  );
}
