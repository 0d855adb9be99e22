import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, type Ref } from 'react';
import { classNames } from '../../ui/class-names';
import { countOf } from '../../ui/format';
import styles from './code-lines.module.css';
import { type CodeRow, runsOf } from './code-rows';
import { type Token } from './highlight';
import { type SourceLine } from './source.queries';

/** Facts that stand beside lines, by their numbers. */
export interface LineFacts {
  /** Place that the lines are shown for. */
  readonly isMarked?: (line: number) => boolean;
  /** Times that a line ran; lines that cannot run are left out. */
  readonly hits?: ReadonlyMap<number, number>;
  /** Branches of a line that were taken, and all. */
  readonly branches?: ReadonlyMap<number, readonly [taken: number, all: number]>;
  readonly isAdded?: (line: number) => boolean;
  /** Lines of the version before, by the line after which they stood; 0: before the first. */
  readonly removed?: ReadonlyMap<number, readonly CodeRow[]>;
  /** Remarks below a line. */
  readonly notes?: ReadonlyMap<number, ReactNode>;
  /** Address of a line at the forge; null where it has none. */
  readonly addressOf?: (line: number) => string | null;
}

interface CodeLinesProps {
  readonly label: string;
  readonly path: string;
  readonly rows: readonly CodeRow[];
  /** Stored lines, of which the rows are a part. */
  readonly lines: readonly SourceLine[];
  readonly facts: LineFacts;
  /** Words in the place of text that is not stored. */
  readonly absent?: string;
  /** Scrolls within itself. */
  readonly isWhole?: boolean;
  readonly ref?: Ref<HTMLOListElement>;
}

/** Code with its numbers and facts; kinds of pieces follow as soon as the language is fetched. */
export function CodeLines({ label, path, rows, lines, facts, absent = '', isWhole = false, ref }: CodeLinesProps) {
  const tokens = useTokens(path, lines);
  return (
    <ol ref={ref} aria-label={label} tabIndex={0} className={classNames(styles.code, isWhole && styles.whole)}>
      {rows[0]?.n === 1 && <Removed rows={facts.removed?.get(0)} hasHits={facts.hits !== undefined} />}
      {rows.map((row, at) => (
        <Fragment key={row.n}>
          {at > 0 && row.n > rows[at - 1]!.to + 1 && (
            <li aria-hidden className={styles.gap}>
              ⋯
            </li>
          )}
          <Line row={row} tokens={tokens?.get(row.n) ?? null} facts={facts} absent={absent} />
          <Removed rows={facts.removed?.get(row.to)} hasHits={facts.hits !== undefined} />
        </Fragment>
      ))}
    </ol>
  );
}

function useTokens(path: string, lines: readonly SourceLine[]): ReadonlyMap<number, readonly Token[]> | undefined {
  const { data } = useQuery({
    queryKey: ['highlighted', path, lines],
    queryFn: async () => {
      const { highlightLines } = await import('./highlight');
      const tokens = new Map<number, readonly Token[]>();
      // A comment that a gap cuts off would reach into the lines behind it.
      for (const run of runsOf(lines)) {
        const text = run.map((line) => line.text).join('\n');
        (await highlightLines(text, path))?.forEach((pieces, at) => tokens.set(run[0]!.n + at, pieces));
      }
      return tokens;
    },
    enabled: lines.length > 0,
    retry: false,
    staleTime: Infinity,
  });
  return data;
}

interface LineProps {
  readonly row: CodeRow;
  readonly tokens: readonly Token[] | null;
  readonly facts: LineFacts;
  readonly absent: string;
}

function Line({ row: { n, to, text }, tokens, facts, absent }: LineProps) {
  const { isMarked, hits, branches, isAdded, removed, notes, addressOf } = facts;
  const count = hits?.get(n) ?? null;
  const taken = branches?.get(n);
  const note = notes?.get(n);
  const address = addressOf?.(n) ?? null;
  return (
    <li
      aria-current={isMarked?.(n) === true ? true : undefined}
      className={classNames(styles.item, count === 0 && styles.miss, isMarked?.(n) && styles.marked)}
    >
      <div className={styles.line}>
        <span className={classNames(styles.number, to > n && styles.range)}>
          {address === null ? (
            numberOf(n, to)
          ) : (
            <a href={address} rel="noreferrer">
              {numberOf(n, to)}
            </a>
          )}
        </span>
        {(isAdded ?? removed) && <span className={styles.sign}>{isAdded?.(n) ? '+' : ''}</span>}
        {hits && (
          <span className={styles.hits}>
            {count === null ? '' : count === 0 ? '✕' : `${count}×`}
            {taken && taken[0] < taken[1] && (
              <span title={`${taken[0]} of ${taken[1]} branches taken`}>{` ${taken[0]}/${taken[1]}`}</span>
            )}
          </span>
        )}
        <code>
          {text === null
            ? count === 0
              ? 'no test runs it'
              : absent
            : (tokens ?? [{ text, kind: null }]).map((piece, at) =>
                piece.kind === null ? (
                  piece.text
                ) : (
                  <span key={at} data-kind={piece.kind}>
                    {piece.text}
                  </span>
                ),
              )}
        </code>
      </div>
      {note !== undefined && <div className={styles.note}>{note}</div>}
    </li>
  );
}

const numberOf = (n: number, to: number): string => (to > n ? `${n}–${to}` : String(n));

interface RemovedProps {
  readonly rows: readonly CodeRow[] | undefined;
  readonly hasHits: boolean;
}

/** Lines that a change removed, by their numbers of before. */
function Removed({ rows = [], hasHits }: RemovedProps) {
  return rows.map(({ n, to, text }) => (
    <li key={`removed ${n}`} className={classNames(styles.item, styles.removed)}>
      <div className={styles.line}>
        <span className={classNames(styles.number, to > n && styles.range)}>{numberOf(n, to)}</span>
        <span className={styles.sign}>−</span>
        {hasHits && <span className={styles.hits} />}
        <code>
          <del>{text ?? countOf(to - n + 1, 'removed line')}</del>
        </code>
      </div>
    </li>
  ));
}
