import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../api/problem';
import { classNames } from '../../../ui/class-names';
import { countOf, formatCount } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { type Checkout, fileAt, linesOf } from '../checkout';
import { type FileCoverage } from '../coverage.queries';
import { type Token } from '../highlight';
import styles from './source.module.css';

interface SourceProps {
  readonly file: FileCoverage;
  readonly checkout: Checkout;
}

/** Source of the reader's checkout beside the hits of each line; it is read in the browser and sent nowhere. */
export function Source({ file, checkout }: SourceProps) {
  const found = fileAt(checkout, file.file_path);
  const { data: text, error } = useQuery({
    queryKey: ['checkout', file.file_path, found?.lastModified],
    queryFn: () => found!.text(),
    enabled: found !== null,
    retry: false,
  });
  if (found === null)
    return (
      <Notice tone="warning" role="status">
        The chosen folder has no <code>{file.file_path}</code>. Choose the repository&apos;s own folder.
      </Notice>
    );
  if (error)
    return (
      <Notice tone="failure" role="alert">
        The browser cannot read <code>{file.file_path}</code>: {problemOf(error).detail}
      </Notice>
    );
  if (text === undefined) return null;
  return <SourceText file={file} text={text} advice="Check out the commit of the scan." />;
}

interface SourceTextProps {
  readonly file: FileCoverage;
  readonly text: string;
  /** Sentence for a reader whose text is of another version. */
  readonly advice: string;
}

/** A text beside the hits of each line, unless it is too short to be the reported one. */
export function SourceText({ file, text, advice }: SourceTextProps) {
  const lines = linesOf(text);
  const last = file.lines.at(-1)?.[0] ?? 0;
  if (lines.length < last)
    return (
      <Notice tone="warning" role="status">
        This is another version of <code>{file.file_path}</code>: it has {countOf(lines.length, 'line')}, and the report
        has one for line {formatCount(last)}. {advice}
      </Notice>
    );
  return <Painted file={file} lines={lines} />;
}

interface PaintedProps {
  readonly file: FileCoverage;
  readonly lines: readonly string[];
}

/** Lines with their hits; kinds of pieces follow as soon as the language is fetched. */
function Painted({ file, lines }: PaintedProps) {
  const text = lines.join('\n');
  const { data: highlighted } = useQuery({
    queryKey: ['highlighted', file.file_path, text],
    queryFn: async () => (await import('../highlight')).highlightLines(text, file.file_path),
    retry: false,
    staleTime: Infinity,
  });
  const hits = new Map(file.lines.map(([line, count]) => [line, count]));
  return (
    <ol aria-label="Source" tabIndex={0} className={styles.source}>
      {lines.map((code, at) => (
        <Line
          key={at}
          number={at + 1}
          tokens={highlighted?.[at] ?? [{ text: code, kind: null }]}
          hits={hits.get(at + 1) ?? null}
        />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly number: number;
  readonly tokens: readonly Token[];
  readonly hits: number | null;
}

function Line({ number, tokens, hits }: LineProps) {
  return (
    <li id={`L${number}`} className={classNames(styles.line, hits === 0 && styles.miss)}>
      <span className={styles.number}>{number}</span>
      <span className={styles.hits}>{hits === 0 ? '✕' : hits === null ? '' : `${hits}×`}</span>
      <code>
        {tokens.map(({ text, kind }, at) =>
          kind === null ? (
            text
          ) : (
            <span key={at} data-kind={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </li>
  );
}
