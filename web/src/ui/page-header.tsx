import { type ReactNode, useEffect } from 'react';
import styles from './page-header.module.css';

interface PageHeaderProps {
  /** Way to the page, each but the last a link. */
  readonly path?: readonly ReactNode[];
  readonly title: ReactNode;
  readonly children?: ReactNode;
}

/** The sentence of a page below the way to it. */
export function PageHeader({ path, title, children }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      {path && <Path steps={path} />}
      <h1 tabIndex={-1}>{title}</h1>
      {children !== undefined && <div className={styles.below}>{children}</div>}
    </header>
  );
}

/** Links to what a page belongs to. */
export function Path({ steps }: { readonly steps: readonly ReactNode[] }) {
  return (
    <nav aria-label="Path">
      <ol className={styles.path}>
        {steps.map((step, at) => (
          <li key={at}>{step}</li>
        ))}
      </ol>
    </nav>
  );
}

/** Sets the title of the window, verdict first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Quality gate`;
  }, [title]);
}
