import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { linkToLines } from '../../../../gate/expand-link';
import { countOf, formatCount } from '../../../../ui/format';
import { Panel } from '../../../../ui/panel';
import { Severity } from '../../../../ui/severity';
import { EmptyState } from '../../../../ui/states';
import { type LineFacts } from '../../../../verdict/code/code-lines';
import { groupPlaces, isWithin, type Range } from '../../../../verdict/code/code-rows';
import { coverageFacts } from '../../../../verdict/code/coverage-facts';
import { Excerpt } from '../../../../verdict/code/excerpt';
import { fileQuery } from '../../../verdict/coverage/coverage.queries';
import { type ChangedFile, filesOfChange } from '../findings-by-file';
import { type AddedFinding, type PullRequestPage } from '../pull-request.queries';
import styles from './changed-files.module.css';

/** Files that are open at first. */
const OPEN = 5;

/** Files of a change in the order of its diff, with new findings and added lines that no test runs in place. */
export function ChangedFiles({ pull }: { readonly pull: PullRequestPage }) {
  const {
    new_findings: added,
    verdict: { uncovered },
  } = pull;
  const files = filesOfChange(added?.findings ?? [], uncovered ?? []);
  if (files.length === 0)
    return (
      <Panel>
        <EmptyState title={added === null && uncovered === null ? 'Not known' : 'Nothing to look at'}>
          <p>
            {added === null && uncovered === null
              ? 'No scan of this pull request has completed yet, or its details are no longer stored.'
              : 'No file has a new finding or an added line that no test runs.'}
          </p>
        </EmptyState>
      </Panel>
    );
  return (
    <Panel isFlush>
      <ul aria-label="Files of the change">
        {files.map((file, at) => (
          <File key={file.path} pull={pull} file={file} isOpenAtFirst={at < OPEN} />
        ))}
      </ul>
      {added !== null && added.total > added.findings.length && (
        <p className={styles.file}>
          The first {formatCount(added.findings.length)} of {formatCount(added.total)} new findings are shown.
        </p>
      )}
    </Panel>
  );
}

interface FileProps {
  readonly pull: PullRequestPage;
  readonly file: ChangedFile;
}

function File({ pull, file, isOpenAtFirst }: FileProps & { readonly isOpenAtFirst: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { path, findings, uncovered } = file;
  const lines = uncovered.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const facts = [
    ...(findings.length > 0 ? [countOf(findings.length, 'new finding')] : []),
    ...(lines > 0 ? [`${countOf(lines, 'added line')} that no test runs`] : []),
  ];
  return (
    <li className={styles.file}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={styles.head}>
          <code>{path ?? 'no file'}</code>
          <span className={styles.facts}>{facts.join(', ')}</span>
        </summary>
        {isOpen && (
          <div className={styles.parts}>
            {path === null ? null : <Code pull={pull} file={{ ...file, path }} />}
            <Unplaced pull={pull} findings={findings.filter(({ line }) => path === null || line === null)} />
          </div>
        )}
      </details>
    </li>
  );
}

/** Findings of no line. */
function Unplaced({ pull, findings }: { readonly pull: PullRequestPage; readonly findings: readonly AddedFinding[] }) {
  return findings.map((finding) => <Note key={finding.issue_id} pull={pull} finding={finding} />);
}

function Code({
  pull,
  file,
}: {
  readonly pull: PullRequestPage;
  readonly file: ChangedFile & { readonly path: string };
}) {
  const { path, findings, uncovered } = file;
  const { scan_id: scanId, commit_sha: sha } = scanOf(pull);
  const { data: coverage } = useQuery({
    ...fileQuery(scanId, path),
    enabled: uncovered.length > 0 && pull.new_findings !== null,
  });
  const notes = new Map<number, ReactNode[]>();
  for (const finding of findings)
    if (finding.line !== null)
      notes.set(finding.line, [
        ...(notes.get(finding.line) ?? []),
        <Note key={finding.issue_id} pull={pull} finding={finding} />,
      ]);
  const places = [...[...notes.keys()].map((line): Range => [line, line]), ...uncovered];
  const facts: LineFacts = {
    ...(coverage ? coverageFacts(coverage) : factsOfRanges(uncovered)),
    notes,
    isMarked: (line) => notes.has(line),
    addressOf: (line) => linkToLines(pull.links?.file, sha, { path, from: line }),
  };
  return groupPlaces(places).map((group) => (
    <Excerpt
      key={group[0]!.join()}
      scanId={scanId}
      isStored={pull.repo.source_excerpts !== 'none' && pull.new_findings !== null}
      path={path}
      places={group}
      facts={facts}
    />
  ));
}

/** The scan whose details the page shows. */
const scanOf = ({ new_findings: added, scans, last_scan }: PullRequestPage) =>
  scans.find(({ scan_id }) => scan_id === added?.scan_id) ?? last_scan;

/** Facts of added lines that no test runs, until the coverage of their file is read. */
function factsOfRanges(ranges: readonly Range[]): LineFacts {
  if (ranges.length === 0) return {};
  const lines = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
  return { hits: new Map(lines.map((line) => [line, 0])), isAdded: isWithin(ranges) };
}

function Note({ pull, finding }: { readonly pull: PullRequestPage; readonly finding: AddedFinding }) {
  return (
    <div className={styles.finding}>
      <Severity name={finding.severity} />
      <Link
        to="/scans/$scanId/findings"
        params={{ scanId: pull.new_findings!.scan_id }}
        search={{ newness: 'new', state: 'judged', sort: 'path', selected: finding.issue_id }}
      >
        {finding.message}
      </Link>
      <code>{finding.rule_id}</code>
    </div>
  );
}
