import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from './button';
import styles from './states.module.css';

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A whole page that says one thing: nothing here, not allowed, gone wrong. */
export function PageState({ title, children, action }: StateProps) {
  return (
    <div className={styles.page}>
      <h1 tabIndex={-1}>{title}</h1>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}

/** An empty list: it says what would be here and how it comes. */
export function EmptyState({ title, children, action }: StateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}

/** A command to copy. */
export function Command({ children }: { readonly children: string }) {
  return (
    <div className={styles.command}>
      <code>{children}</code>
      <CopyButton text={children} />
    </div>
  );
}

/** Copies a text, and says that it has. */
export function CopyButton({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  return (
    <Button kind="quiet" onClick={copy}>
      {isCopied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
      <span role="status">{isCopied ? 'Copied' : 'Copy'}</span>
    </Button>
  );
}

/** The outline of a page as wide as an explorer. */
export const WideSkeleton = () => (
  <div data-wide>
    <Skeleton heights={[64, 160, 240]} />
  </div>
);

/** Grey blocks of the final size, shown once a page has taken a moment. */
export function Skeleton({ heights }: { readonly heights: readonly number[] }) {
  return (
    <div role="status" aria-label="Loading" className={styles.skeleton}>
      {heights.map((height, at) => (
        <div key={at} style={{ height }} className={styles.block} />
      ))}
    </div>
  );
}
