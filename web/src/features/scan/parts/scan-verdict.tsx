import { Link } from '@tanstack/react-router';
import { problemOf } from '../../../api/problem';
import { Button, buttonClass } from '../../../ui/button';
import { Notice } from '../../../ui/notice';
import { ScanMeta, SiteLink } from '../../../verdict/scan-meta';
import { VerdictCard } from '../../../verdict/verdict-card';
import { type ScanSummary, useJudgeAgain } from '../scan.queries';
import styles from './scan-verdict.module.css';

/** Verdict of a scan, with what may be done about it. */
export function ScanVerdict({ page }: { readonly page: ScanSummary }) {
  const { scan, repo, verdict } = page;
  return (
    <VerdictCard
      verdict={verdict}
      direction={page.direction ?? scan.direction ?? null}
      about={scan.pr_number === null ? { kind: 'branch', branch: scan.branch } : { kind: 'change' }}
      meta={<ScanMeta scan={scan} commitLink={page.links?.commit} />}
      links={<SiteLink url={repo.url} />}
    >
      {verdict.base && (
        <p className={styles.base}>
          Compared with <code>{verdict.base.branch}</code>
          {verdict.base.exact ? ' at the commit that the change begins at.' : ', the newest scan that was there.'}
        </p>
      )}
      <JudgeAgain page={page} />
    </VerdictCard>
  );
}

function JudgeAgain({ page: { scan, verdict, can } }: { readonly page: ScanSummary }) {
  const judge = useJudgeAgain(scan.id);
  if (scan.status === 'pending') return null;
  const button = (
    <Button
      lockedBecause={can.recompute === true ? null : 'Administrators of the organization may judge a scan again.'}
      disabled={judge.isPending}
      onClick={() => judge.mutate()}
    >
      Judge again
    </Button>
  );
  return (
    <>
      {verdict.stale && (
        <Notice tone="warning" role="status" action={button}>
          Policy, waivers or false positives have changed since this was judged.
        </Notice>
      )}
      {judge.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(judge.error).detail}
        </Notice>
      )}
      <div className={styles.actions}>
        <Link className={buttonClass('primary')} to="/scans/$scanId/findings" params={{ scanId: scan.id }}>
          Findings
        </Link>
        <Link className={buttonClass()} to="/scans/$scanId/coverage" params={{ scanId: scan.id }}>
          Coverage
        </Link>
        <a className={buttonClass('secondary')} href={`/api/scans/${scan.id}/sarif`} download={`scan-${scan.id}.sarif`}>
          Download SARIF
        </a>
        {!verdict.stale && button}
      </div>
    </>
  );
}
