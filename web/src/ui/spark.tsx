import styles from './trend.module.css';
import { areaPath, linePath, scaleOf, segmentsOf } from './trend-scale';

interface SparkProps {
  /** Name of the chart with what it shows. */
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A small line without axes, for a cell or a tile. */
export function Spark({ name, values }: SparkProps) {
  const scale = scaleOf(values);
  const segments = segmentsOf(values, scale);
  const last = segments.at(-1)?.at(-1);
  return (
    <svg role="img" aria-label={name} className={styles.spark} viewBox="0 0 100 100" preserveAspectRatio="none">
      {segments.map((segment, at) => (
        <g key={at}>
          {scale.min === 0 && <path d={areaPath(segment)} className={styles.area} />}
          <path d={linePath(segment)} className={styles.line} />
        </g>
      ))}
      {last && <path d={linePath([last])} className={styles.end} />}
    </svg>
  );
}
