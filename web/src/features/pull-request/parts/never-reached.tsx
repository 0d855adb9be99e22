import { linkToLines } from '../../../gate/expand-link';
import { countOf } from '../../../ui/format';
import { Panel, Section } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { type ForgeLinks } from '../../repository/repository.queries';
import { type UncoveredAdded } from '../pull-request.queries';
import styles from './never-reached.module.css';

interface NeverReachedProps {
  /** Null where the added lines or the coverage are not known. */
  readonly files: readonly UncoveredAdded[] | null;
  readonly links: ForgeLinks | null | undefined;
  readonly sha: string | null;
}

/** Lines that the change adds and no test reaches, each range a link to the forge where its kind is known. */
export function NeverReached({ files, links, sha }: NeverReachedProps) {
  return (
    <Section
      title="Added lines never reached"
      aside={files && files.length > 0 ? countOf(linesIn(files), 'line') : undefined}
    >
      <Panel isFlush={files !== null && files.length > 0}>
        {files === null ? (
          <EmptyState title="Not known">
            <p>This needs a coverage report and the lines that the change adds; the scan lacks at least one of them.</p>
          </EmptyState>
        ) : files.length === 0 ? (
          <EmptyState title="None: every added line that can run was reached" />
        ) : (
          <ul aria-label="Added lines never reached" className={styles.files}>
            {files.map(({ file_path: path, ranges }) => (
              <li key={path} className={styles.file}>
                <code>{path}</code>
                <span className={styles.ranges}>
                  {ranges.map(([from, to]) => (
                    <Range key={from} from={from} to={to} href={linkToLines(links?.file, sha, { path, from, to })} />
                  ))}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Section>
  );
}

function Range({ from, to, href }: { readonly from: number; readonly to: number; readonly href: string | null }) {
  const words = from === to ? String(from) : `${from}–${to}`;
  return href === null ? (
    <code className={styles.range}>{words}</code>
  ) : (
    <a href={href} rel="noreferrer" className={styles.range}>
      <code>{words}</code>
    </a>
  );
}

const linesIn = (files: readonly UncoveredAdded[]): number =>
  files.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);
