import { Link } from '@tanstack/react-router';
import { linkToLines } from '../../../../gate/expand-link';
import { countOf, formatCount } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import { Severity } from '../../../../ui/severity';
import { EmptyState } from '../../../../ui/states';
import { findingsByFile, type PlacedFindings } from '../findings-by-file';
import { type AddedFinding, type PullRequestPage } from '../pull-request.queries';
import styles from './added-findings.module.css';

/** New findings of a change, by file in the order of its diff. */
export function AddedFindings({ pull }: { readonly pull: PullRequestPage }) {
  const { new_findings: added } = pull;
  return (
    <Section
      title="What this change adds"
      aside={added !== null && added.total > 0 ? countOf(added.total, 'new finding') : undefined}
    >
      <Panel isFlush={added !== null && added.total > 0}>
        {added === null ? (
          <EmptyState title="Not known">
            <p>No scan of this pull request has completed yet, or its findings are no longer stored.</p>
          </EmptyState>
        ) : added.total === 0 ? (
          <EmptyState title="No new finding" />
        ) : (
          <Files pull={pull} added={added} />
        )}
      </Panel>
    </Section>
  );
}

function Files({
  pull: { links, scans },
  added,
}: {
  readonly pull: PullRequestPage;
  readonly added: NonNullable<PullRequestPage['new_findings']>;
}) {
  const sha = scans.find(({ scan_id }) => scan_id === added.scan_id)?.commit_sha ?? null;
  return (
    <>
      <ul aria-label="New findings">
        {findingsByFile(added.findings).map((file) => (
          <File
            key={file.path}
            file={file}
            scanId={added.scan_id}
            addressOf={({ file_path: path, line }) =>
              path === null || line === null ? null : linkToLines(links?.file, sha, { path, from: line })
            }
          />
        ))}
      </ul>
      {added.total > added.findings.length && (
        <p className={styles.more}>
          The first {formatCount(added.findings.length)} are shown.{' '}
          <Link
            to="/scans/$scanId/findings"
            params={{ scanId: added.scan_id }}
            search={{ newness: 'new', state: 'judged', sort: 'path' }}
          >
            All new findings
          </Link>
        </p>
      )}
    </>
  );
}

interface FileProps {
  readonly file: PlacedFindings;
  readonly scanId: number;
  /** Address of a finding's line at the forge; null where it has none. */
  readonly addressOf: (finding: AddedFinding) => string | null;
}

function File({ file: { path, findings }, scanId, addressOf }: FileProps) {
  return (
    <li className={styles.file}>
      <code className={styles.path}>{path ?? 'no file'}</code>
      <ul aria-label={path ?? 'no file'}>
        {findings.map((finding) => (
          <li key={finding.issue_id} className={styles.finding}>
            <Severity name={finding.severity} />
            <Link
              to="/scans/$scanId/findings"
              params={{ scanId }}
              search={{ newness: 'new', state: 'judged', sort: 'path', selected: finding.issue_id }}
              className={styles.message}
            >
              {finding.message}
            </Link>
            <span className={styles.place}>
              <code>{finding.rule_id}</code> <Line line={finding.line} address={addressOf(finding)} />
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function Line({ line, address }: { readonly line: number | null; readonly address: string | null }) {
  if (line === null) return null;
  if (address === null) return <>line {line}</>;
  return (
    <a href={address} rel="noreferrer">
      line {line}
    </a>
  );
}
