import { classNames } from './class-names';
import styles from './severity.module.css';

/** The worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type SeverityName = (typeof SEVERITIES)[number];

/** A severity as a letter in a shape beside its word; the circle is filled for critical alone. */
export function Severity({ name, hasWord = true }: { readonly name: SeverityName; readonly hasWord?: boolean }) {
  return (
    <span className={styles.severity}>
      <span
        aria-hidden={hasWord}
        role={hasWord ? undefined : 'img'}
        aria-label={hasWord ? undefined : name}
        className={classNames(styles.shape, styles[name])}
      >
        {name[0]!.toUpperCase()}
      </span>
      {hasWord && name}
    </span>
  );
}
