import { type ReactNode } from 'react';
import { Logo } from './logo';
import styles from './narrow-page.module.css';
import { useTitle } from './page-header';

interface NarrowPageProps {
  /** Heading of the page, and its title in the browser. */
  readonly title: string;
  readonly children?: ReactNode;
}

/** A page outside the shell, such as a form of sign-in: one narrow column below the logo. */
export function NarrowPage({ title, children }: NarrowPageProps) {
  useTitle(title);
  return (
    <main className={styles.page}>
      <Logo size={40} />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
