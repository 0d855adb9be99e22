import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../../api/problem';
import { linkToLines } from '../../../../gate/expand-link';
import { Button } from '../../../../ui/button';
import { countOf, formatCount, formatList } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { Skeleton } from '../../../../ui/states';
import { type ScanSummary } from '../../scan/scan.queries';
import { type Checkout } from '../checkout';
import { type FileCoverage, fileQuery } from '../coverage.queries';
import { type ForgeReading } from '../forge-reading';
import { type LineRange, missedRanges, rangeWords } from '../line-ranges';
import styles from './file-panel.module.css';
import { ForgeSource } from './forge-source';
import { Source } from './source';
import { StoredSource } from './stored-source';
import { Strip } from './strip';

interface FilePanelProps {
  readonly page: ScanSummary;
  readonly path: string;
  readonly checkout: Checkout | null;
  readonly forge: ForgeReading;
}

/** A file: its lines as a strip, the ranges that never ran, and the source where the reader has it. */
export function FilePanel({ page, path, checkout, forge }: FilePanelProps) {
  const { data: file, error, refetch } = useQuery(fileQuery(page.scan.id, path));
  return (
    <>
      <h2 className={styles.path}>{path}</h2>
      {error ? (
        <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
          {problemOf(error).detail}
        </Notice>
      ) : file ? (
        <Lines page={page} file={file} checkout={checkout} forge={forge} />
      ) : (
        <Skeleton heights={[40, 120, 60]} />
      )}
    </>
  );
}

interface LinesProps {
  readonly page: ScanSummary;
  readonly file: FileCoverage;
  readonly checkout: Checkout | null;
  readonly forge: ForgeReading;
}

function Lines({ page, file, checkout, forge }: LinesProps) {
  const ranges = missedRanges(file);
  const template = (page.links ?? page.repo.links)?.file;
  const { source_excerpts: excerpts } = page.repo;
  const added = ranges.filter(({ isAdded }) => isAdded);
  const link = ({ from, to }: Pick<LineRange, 'from' | 'to'>) =>
    linkToLines(template, page.scan.commit_sha, { path: file.file_path, from, to });
  return (
    <>
      <p>
        <strong>{formatCount(file.lines_covered)}</strong> of <strong>{formatCount(file.lines_total)}</strong>{' '}
        executable lines are covered.
        {excerpts === 'none' &&
          ` The service has the hits, not the source${template == null ? '; choose your checkout to see it.' : ': each range opens it at this commit.'}`}
      </p>
      {file.owners.length > 0 && <p>Owned by {formatList(file.owners)}.</p>}
      <Strip file={file} />
      <Ranges title="Added lines that no test runs" ranges={added} link={link} />
      <Ranges title="Lines that no test runs" ranges={ranges.filter(({ isAdded }) => !isAdded)} link={link} />
      <Branches branches={file.branches} />
      {checkout ? (
        <Source file={file} checkout={checkout} />
      ) : (
        <StoredSource page={page} file={file} added={added} addressOf={(line) => link({ from: line, to: line })}>
          <ForgeSource page={page} file={file} forge={forge} />
        </StoredSource>
      )}
    </>
  );
}

interface RangesProps {
  readonly title: string;
  readonly ranges: readonly LineRange[];
  readonly link: (range: LineRange) => string | null;
}

function Ranges({ title, ranges, link }: RangesProps) {
  if (ranges.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3>{title}</h3>
      <ul aria-label={title} className={styles.ranges}>
        {ranges.map((range) => {
          const href = link(range);
          const words = <code>{rangeWords(range)}</code>;
          return <li key={range.from}>{href === null ? words : <a href={href}>{words}</a>}</li>;
        })}
      </ul>
    </div>
  );
}

/** Lines of which not every branch was taken. */
function Branches({ branches }: Pick<FileCoverage, 'branches'>) {
  const partial = branches.filter(([, covered, total]) => covered < total);
  if (partial.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3>Branches not taken</h3>
      <ul aria-label="Branches not taken" className={styles.ranges}>
        {partial.map(([line, covered, total]) => (
          <li key={line}>
            <code>
              {line}: {countOf(total - covered, 'branch', 'branches')} of {total}
            </code>
          </li>
        ))}
      </ul>
    </div>
  );
}
