import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { problemOf } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { Button } from '../../../../ui/button';
import { countOf, formatDay, shortSha } from '../../../../ui/format';
import { Severity } from '../../../../ui/severity';
import { Excerpt } from '../../../../verdict/code/excerpt-on-demand';
import { type ScanSummary } from '../../scan/scan.queries';
import { type FindingRow, type Issue, issueQuery, type Sighting } from '../findings.queries';
import { KEYS } from '../keyboard';
import { linesAtForge } from '../lines-at-forge';
import { comparedWords, whyWords, wordsOf } from '../messages';
import { FindingActions } from './finding-actions';
import styles from './finding-detail.module.css';
import { placeOf } from './finding-face';

/** Fetched with the first finding that is explained. */
const Explanation = lazy(() => import('./finding-help').then((part) => ({ default: part.Explanation })));

interface FindingDetailProps {
  readonly row: FindingRow | null;
  /** Problem whose history is requested: follows the row once the keys rest. */
  readonly issueId: number | null;
  readonly page: ScanSummary;
  readonly onMark: () => void;
  readonly onAccept: () => void;
}

/** The active finding: place, rule, why it counts, its history and its mark. */
export function FindingDetail({ row, issueId, page, onMark, onAccept }: FindingDetailProps) {
  if (row === null)
    return (
      <>
        <h2>No finding chosen</h2>
        <p className={styles.quiet}>Choose one in the list. Keys:</p>
        <KeyList />
      </>
    );
  return (
    <>
      <Severity name={row.severity} />
      <h2>{row.message}</h2>
      {issueId === row.issueId && <Code row={row} page={page} />}
      <dl className={styles.facts}>
        <dt>Where</dt>
        <dd>
          <Place row={row} page={page} />
        </dd>
        <dt>Rule</dt>
        <dd>
          <code>
            {row.tool} · {row.rule}
          </code>
        </dd>
        {issueId === row.issueId && <Explained issueId={issueId} page={page} />}
        <dt>Type</dt>
        <dd>{wordsOf(row.type)}</dd>
        {row.owners.length > 0 && (
          <>
            <dt>Owners</dt>
            <dd>{row.owners.join(', ')}</dd>
          </>
        )}
        <dt>Why it counts</dt>
        <dd>{whyWords(row)}</dd>
        {issueId === row.issueId && <History issueId={issueId} scanId={page.scan.id} />}
      </dl>
      <FindingActions row={row} page={page} onMark={onMark} onAccept={onAccept} />
    </>
  );
}

/** Texts of the tool, once they are here: a failure is shown with the history, which is read by the same request. */
function Explained({ issueId, page }: { readonly issueId: number; readonly page: ScanSummary }) {
  const { data: issue } = useQuery(issueQuery(issueId, page.scan.id));
  return issue ? (
    <Suspense fallback={null}>
      <Explanation issue={issue} page={page} />
    </Suspense>
  ) : null;
}

/** Lines around the finding, where the repository stores them. */
function Code({
  row: { issueId, path, line, endLine },
  page,
}: {
  readonly row: FindingRow;
  readonly page: ScanSummary;
}) {
  if (page.repo.source_excerpts === 'none' || path === null || line === null) return null;
  const last = Math.max(line, endLine ?? line);
  return (
    <Excerpt
      key={issueId}
      isStored
      scanId={page.scan.id}
      path={path}
      places={[[line, last]]}
      facts={{ isMarked: (each) => line <= each && each <= last, addressOf: linesAtForge(page, path) }}
    />
  );
}

function Place({ row, page }: { readonly row: FindingRow; readonly page: ScanSummary }) {
  const place = <code>{placeOf(row)}</code>;
  const href = row.path === null ? null : linesAtForge(page, row.path)(row.line ?? 1);
  return href === null ? place : <a href={href}>{place}</a>;
}

function History({ issueId, scanId }: { readonly issueId: number; readonly scanId: number }) {
  const { data: issue, error, refetch } = useQuery(issueQuery(issueId, scanId));
  if (error)
    return (
      <>
        <dt>History</dt>
        <dd>
          {problemOf(error).detail}{' '}
          <Button kind="quiet" onClick={() => void refetch()}>
            Try again
          </Button>
        </dd>
      </>
    );
  if (!issue) return null;
  return <HistoryFacts issue={issue} />;
}

function HistoryFacts({ issue }: { readonly issue: Issue }) {
  const compared = comparedWords(issue.why);
  return (
    <>
      {compared !== null && <dd className={styles.quiet}>{compared}</dd>}
      {issue.why.nearest && (
        <dd className={styles.quiet}>
          The most similar one is{' '}
          <code>{placeOf({ path: issue.why.nearest.file_path, line: issue.why.nearest.line })}</code>; it differs in{' '}
          {issue.why.nearest.differs_in.map(wordsOf).join(', ')}.
        </dd>
      )}
      <dt>History</dt>
      <dd>
        First seen in <SeenIn sighting={issue.first_seen} />
        {issue.first_seen.at !== null && (
          <>
            , <Ago at={issue.first_seen.at} />
          </>
        )}
        . In {countOf(issue.scans_total, 'scan')}.
      </dd>
      {issue.mark && (
        <>
          <dt>False positive</dt>
          <dd>
            “{issue.mark.reason}”, marked by {issue.mark.marked_by_name ?? issue.mark.marked_by}{' '}
            <Ago at={issue.mark.marked_at} />
          </dd>
        </>
      )}
      {issue.acceptance && (
        <>
          <dt>Accepted</dt>
          <dd>
            “{issue.acceptance.reason}”, by {issue.acceptance.accepted_by_name ?? issue.acceptance.accepted_by}{' '}
            <Ago at={issue.acceptance.accepted_at} />
            {issue.acceptance.until === null ? ', permanently' : `, until ${formatDay(issue.acceptance.until)}`}
          </dd>
        </>
      )}
    </>
  );
}

function SeenIn({ sighting: { scan_id, commit_sha } }: { readonly sighting: Sighting }) {
  return (
    <Link to="/scans/$scanId" params={{ scanId: scan_id }}>
      scan {scan_id}
      {commit_sha !== null && (
        <>
          {' '}
          (<code>{shortSha(commit_sha)}</code>)
        </>
      )}
    </Link>
  );
}

/** Keys of the explorer with their words. */
export function KeyList() {
  return (
    <ul className={styles.keys}>
      {KEYS.map(([keys, words]) => (
        <li key={words}>
          <kbd className={styles.key}>{keys}</kbd> {words}
        </li>
      ))}
    </ul>
  );
}
