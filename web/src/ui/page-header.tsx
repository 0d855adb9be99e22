import { type ReactNode, useEffect } from 'react';
import styles from './page-header.module.css';

interface PageHeaderProps {
  /** Way to the page, each but the last a link. */
  readonly path?: readonly ReactNode[];
  readonly title: ReactNode;
  /** Page of the documentation, with its heading: `policy#rules`. */
  readonly help?: string;
  readonly children?: ReactNode;
}

/** The sentence of a page below the way to it. */
export function PageHeader({ path, title, help, children }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      {path && <Path steps={path} />}
      <h1 tabIndex={-1}>{title}</h1>
      {(children !== undefined || help !== undefined) && (
        <div className={styles.below}>
          {children}{' '}
          {help !== undefined && (
            <a className={styles.help} href={docsAddress(help)}>
              Help
            </a>
          )}
        </div>
      )}
    </header>
  );
}

/** Address of a page of the documentation that the service shows. */
export function docsAddress(help: string): string {
  const [page = '', heading] = help.split('#');
  return `/docs/${page}.html${heading === undefined ? '' : `#${heading}`}`;
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
