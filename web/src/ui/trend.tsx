import { type ReactNode } from 'react';
import { classNames } from './class-names';
import { formatDateTime, formatDay } from './format';
import styles from './trend.module.css';
import { areaPath, linePath, type Scale, scaleOf, segmentsOf } from './trend-scale';
import { type Verdict, VERDICT_WORDS } from './verdict-chip';

export interface TrendPoint {
  readonly at: string;
  readonly value: number | null;
  readonly verdict: Verdict;
}

interface TrendProps {
  readonly name: string;
  readonly points: readonly TrendPoint[];
  readonly format: (value: number | null) => string;
  /** Value that the policy requires, where one rule is about this number. */
  readonly threshold?: number | null;
  /** Puts a point's dot or time into the link to its scan; a dot's is for the pointer, since the table has all times. */
  readonly link?: (at: number, children: ReactNode, props: { readonly tabIndex?: number }) => ReactNode;
}

/** A number over the last scans: labelled line, a dot of its verdict for each scan, and the numbers as a table. */
export function Trend({ name, points, format, threshold = null, link }: TrendProps) {
  const values = points.map(({ value }) => value);
  const scale = scaleOf(values, threshold);
  const isKnown = values.some((value) => value !== null);
  return (
    <figure className={styles.trend}>
      <figcaption className={styles.caption}>{name}</figcaption>
      {isKnown ? (
        <>
          <div className={styles.plot}>
            <span role="img" aria-label={describe(name, points, format)} className="visually-hidden" />
            <Lines points={points} scale={scale} threshold={threshold} link={link} />
            <Labels scale={scale} threshold={threshold} format={format} />
          </div>
          <div aria-hidden className={styles.dates}>
            {[...new Set([points[0]!, points.at(-1)!].map(({ at }) => formatDay(at)))].map((day) => (
              <span key={day}>{day}</span>
            ))}
          </div>
        </>
      ) : (
        <p className={styles.unknown}>None of these scans reported it.</p>
      )}
      <Numbers name={name} points={points} format={format} link={link} />
    </figure>
  );
}

interface LinesProps extends Pick<TrendProps, 'points' | 'threshold'> {
  readonly scale: Scale;
  readonly link: TrendProps['link'];
}

function Lines({ points, scale, threshold, link }: LinesProps) {
  const segments = segmentsOf(
    points.map(({ value }) => value),
    scale,
  );
  const limit = threshold == null ? null : scale.place(threshold, 0).y;
  return (
    <svg aria-hidden className={styles.canvas} viewBox="0 0 100 100" preserveAspectRatio="none">
      {segments.map((segment, at) => (
        <g key={at}>
          {scale.min === 0 && <path d={areaPath(segment)} className={styles.area} />}
          <path d={linePath(segment)} className={styles.line} />
        </g>
      ))}
      {limit !== null && <path d={`M0 ${limit}H100`} className={styles.threshold} />}
      {points.map(({ value, verdict }, at) =>
        value === null ? null : (
          <Dot key={at} path={linePath([scale.place(value, at)])} verdict={verdict} at={at} link={link} />
        ),
      )}
    </svg>
  );
}

interface DotProps extends Pick<LinesProps, 'link'> {
  readonly path: string;
  readonly verdict: Verdict;
  readonly at: number;
}

function Dot({ path, verdict, at, link }: DotProps) {
  const dot = <path d={path} className={classNames(styles.dot, styles[verdict])} />;
  if (!link) return dot;
  return link(
    at,
    <>
      <path d={path} className={styles.target} />
      {dot}
    </>,
    { tabIndex: -1 },
  );
}

/** Values below which two labels would lie over each other, as a share of the chart. */
const TOO_CLOSE = 16;

function Labels({ scale, threshold, format }: Pick<TrendProps, 'threshold' | 'format'> & { readonly scale: Scale }) {
  const limit = threshold == null ? null : { value: threshold, y: scale.place(threshold, 0).y };
  const ends = scale.min === scale.max ? [scale.min] : [scale.max, scale.min];
  return (
    <div aria-hidden className={styles.labels}>
      {ends
        .map((value) => ({ value, y: scale.place(value, 0).y }))
        .filter(({ y }) => limit === null || Math.abs(y - limit.y) > TOO_CLOSE)
        .map(({ value, y }) => (
          <span key={value} style={{ top: `${y}%` }}>
            {format(value)}
          </span>
        ))}
      {limit && (
        <span style={{ top: `${limit.y}%` }} className={styles.limit}>
          {format(limit.value)}
        </span>
      )}
    </div>
  );
}

interface NumbersProps extends Pick<TrendProps, 'name' | 'points' | 'format'> {
  readonly link: TrendProps['link'];
}

function Numbers({ name, points, format, link }: NumbersProps) {
  return (
    <details className={styles.numbers}>
      <summary>Numbers</summary>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${name}, numbers`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Scan</th>
              <th scope="col">Verdict</th>
              <th scope="col">{name}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ at, value, verdict }, index) => (
              <tr key={index}>
                <td>{link ? link(index, formatDateTime(at), {}) : formatDateTime(at)}</td>
                <td>{VERDICT_WORDS[verdict]}</td>
                <td>{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function describe(name: string, points: readonly TrendPoint[], format: TrendProps['format']): string {
  const known = points.filter(({ value }) => value !== null);
  const [first, last] = [known[0]!, known.at(-1)!];
  return known.length === 1
    ? `${name}: ${format(last.value)} in one scan`
    : `${name}: from ${format(first.value)} to ${format(last.value)} in ${known.length} scans`;
}
