import { useQuery } from '@tanstack/react-query';
import { classNames } from '../../../ui/class-names';
import { Notice } from '../../../ui/notice';
import { type Checkout, fileAt } from '../checkout';
import { type FileCoverage } from '../coverage.queries';
import styles from './source.module.css';

interface SourceProps {
  readonly file: FileCoverage;
  readonly checkout: Checkout;
}

/** Source of the reader's checkout beside the hits of each line; it is read in the browser and sent nowhere. */
export function Source({ file, checkout }: SourceProps) {
  const found = fileAt(checkout, file.file_path);
  const { data: text } = useQuery({
    queryKey: ['checkout', file.file_path, found?.lastModified],
    queryFn: () => found!.text(),
    enabled: found !== null,
  });
  if (found === null)
    return (
      <Notice tone="warning" role="status">
        The chosen folder has no <code>{file.file_path}</code>. Choose the repository&apos;s own folder.
      </Notice>
    );
  if (text === undefined) return null;
  const hits = new Map(file.lines.map(([line, count]) => [line, count]));
  return (
    <ol aria-label="Source" tabIndex={0} className={styles.source}>
      {text.split(/\r?\n/).map((code, at) => (
        <Line key={at} number={at + 1} code={code} hits={hits.get(at + 1) ?? null} />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly number: number;
  readonly code: string;
  readonly hits: number | null;
}

function Line({ number, code, hits }: LineProps) {
  return (
    <li id={`L${number}`} className={classNames(styles.line, hits === 0 && styles.miss)}>
      <span className={styles.number}>{number}</span>
      <span className={styles.hits}>{hits === 0 ? '✕' : hits === null ? '' : `${hits}×`}</span>
      <code>{code}</code>
    </li>
  );
}
