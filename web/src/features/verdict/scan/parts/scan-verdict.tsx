import { Link } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { buttonClass } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { ScanMeta, SiteLink } from '../../../../verdict/scan-meta';
import { ExpiredNotice, JudgeAgainButton, StaleNotice } from '../../../../verdict/stale-notice';
import { VerdictCard } from '../../../../verdict/verdict-card';
import { type ScanSummary, useJudgeAgain } from '../scan.queries';
import styles from './scan-verdict.module.css';

/** Verdict of a scan, with what may be done about it. */
export function ScanVerdict({ page }: { readonly page: ScanSummary }) {
  const { scan, repo, verdict } = page;
  return (
    <VerdictCard
      scanId={scan.id}
      verdict={verdict}
      direction={page.direction ?? scan.direction ?? null}
      about={scan.pr_number === null ? { kind: 'branch', branch: scan.branch } : { kind: 'change' }}
      meta={<ScanMeta scan={scan} commitLink={page.links?.commit} />}
      links={<SiteLink url={repo.url} />}
    >
      {verdict.base && (
        <p className={styles.base}>
          Compared with <code>{verdict.base.branch}</code>
          {verdict.base.exact ? ' at the commit where the change begins.' : ', the newest scan available then.'}
        </p>
      )}
      <Actions page={page} />
    </VerdictCard>
  );
}

function Actions({ page }: { readonly page: ScanSummary }) {
  const { scan, verdict, can } = page;
  const judge = useJudgeAgain(scan.id);
  if (scan.status === 'pending') return null;
  if (scan.details_expired_at !== null) return <ExpiredNotice at={scan.details_expired_at} />;
  const again = { isOpen: can.recompute === true, isPending: judge.isPending, onJudge: () => judge.mutate() };
  const failure = failureWords(judge.error);
  return (
    <>
      {verdict.stale && <StaleNotice {...again} reason={verdict.stale_reason} failure={failure} />}
      {!verdict.stale && failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
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
        <CompareLink page={page} />
        {!verdict.stale && <JudgeAgainButton {...again} />}
      </div>
    </>
  );
}

/** Leads to the comparison with the base, or, for a scan without one, with the scan before it. */
function CompareLink({ page: { scan, verdict, previous } }: { readonly page: ScanSummary }) {
  const otherId = verdict.base?.scan_id ?? previous?.scan_id;
  if (otherId === undefined) return null;
  return (
    <Link className={buttonClass()} to="/scans/$scanId/compare/$otherId" params={{ scanId: scan.id, otherId }}>
      Compare with the {verdict.base ? 'base' : 'previous scan'}
    </Link>
  );
}
