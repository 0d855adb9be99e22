import { type components } from '../../../../api/schema.gen';
import { linkToLines } from '../../../../gate/expand-link';
import { countOf } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import { EmptyState } from '../../../../ui/states';
import { type ForgeLinks } from '../../repository/repository.queries';
import { type Uncovered } from '../pull-request.queries';
import styles from './untested-lines.module.css';

type Verdict = Pick<components['schemas']['GateStatus'], 'uncovered' | 'untested_files'>;

interface UntestedLinesProps {
  readonly verdict: Verdict;
  readonly links: ForgeLinks | null | undefined;
  readonly sha: string | null;
}

/** Lines that the change adds and no test runs, each range a link to the forge where its kind is known. */
export function UntestedLines({ verdict: { uncovered, untested_files: untested }, links, sha }: UntestedLinesProps) {
  const listed = new Set(uncovered?.map(({ file_path: path }) => path));
  const others = (untested ?? []).filter(({ file_path: path }) => !listed.has(path));
  const files = uncovered === null && others.length === 0 ? null : (uncovered ?? []);
  const isListed = files !== null && files.length + others.length > 0;
  return (
    <Section
      title="Added lines that no test runs"
      aside={files && files.length > 0 ? countOf(linesIn(files), 'line') : undefined}
    >
      <Panel isFlush={isListed}>
        {files === null ? (
          <EmptyState title="Not known">
            <p>This needs a coverage report that names files of the repository, and the lines that the change adds.</p>
          </EmptyState>
        ) : isListed ? (
          <ul aria-label="Added lines that no test runs" className={styles.files}>
            {files.map((file) => (
              <File key={file.file_path} file={file} links={links} sha={sha} />
            ))}
            {others.map(({ file_path: path, lines }) => (
              <li key={path} className={styles.file}>
                <code>{path}</code>
                <span>{countOf(lines, 'line')}, in no coverage report</span>
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState title="None: tests run every added line that can run" />
        )}
      </Panel>
    </Section>
  );
}

function File({
  file: { file_path: path, ranges, more_lines: more },
  links,
  sha,
}: Pick<UntestedLinesProps, 'links' | 'sha'> & { readonly file: Uncovered }) {
  return (
    <li className={styles.file}>
      <code>{path}</code>
      <span className={styles.ranges}>
        {ranges.map(([from, to]) => (
          <Range key={from} from={from} to={to} href={linkToLines(links?.file, sha, { path, from, to })} />
        ))}
        {more > 0 && <span>and {countOf(more, 'more line')}</span>}
      </span>
    </li>
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

const linesIn = (files: readonly Uncovered[]): number =>
  files.reduce(
    (sum, { ranges, more_lines: more }) => ranges.reduce((lines, [from, to]) => lines + to - from + 1, sum + more),
    0,
  );
