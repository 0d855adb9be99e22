import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import styles from './panel.module.css';

interface SectionProps {
  readonly title: ReactNode;
  /** Quiet words behind the title. */
  readonly aside?: ReactNode;
  /** Controls at the far end of the title's row. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** A section of a page under its heading. */
export function Section({ title, aside, controls, children }: SectionProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className={styles.section}>
      <div className={styles.head}>
        <h2 id={titleId}>{title}</h2>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
        {controls !== undefined && <div className={styles.controls}>{controls}</div>}
      </div>
      {children}
    </section>
  );
}

/** A card; tables reach to its edges. */
export function Panel({ children, isFlush = false }: { readonly children: ReactNode; readonly isFlush?: boolean }) {
  return <div className={classNames(styles.panel, isFlush && styles.flush)}>{children}</div>;
}
