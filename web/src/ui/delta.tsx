import { classNames } from './class-names';
import styles from './delta.module.css';
import { formatCount } from './format';

interface DeltaProps {
  /** The change; null without a comparable value. */
  readonly change: number | null;
  /** The direction that is better. */
  readonly better: 'down' | 'up';
  /** Unit behind the number, e.g. `pt`. */
  readonly unit?: string;
}

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** Findings that the earlier scan counts and the marks of the later one leave out, in words; negative: the other way round. */
export const wordsOfMarked = (marked: number): string =>
  marked > 0 ? `${formatCount(marked)} marked since` : `${formatCount(-marked)} no longer marked`;

/** A change with its direction as a shape, a number, and a word for readers. */
export function Delta({ change, better, unit }: DeltaProps) {
  if (change === null) return <span className={styles.quiet}>no comparison</span>;
  if (change === 0) return <span className={styles.quiet}>unchanged</span>;
  const isUp = change > 0;
  const isBetter = isUp === (better === 'up');
  const size = unit === undefined ? formatCount(Math.abs(change)) : `${NUMBER.format(Math.abs(change))} ${unit}`;
  return (
    <span className={classNames(styles.delta, isBetter ? styles.better : styles.worse)}>
      <svg aria-hidden width="8" height="7" viewBox="0 0 8 7">
        <path d={isUp ? 'M4 0 8 7H0z' : 'M4 7 0 0h8z'} fill="currentColor" />
      </svg>
      <span className="visually-hidden">{isUp ? 'up' : 'down'} </span>
      {size}
    </span>
  );
}
