import styles from './text-block.module.css';

/** Text that a machine wrote, as it is; a long one scrolls. */
export function TextBlock({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <pre role="group" aria-label={label} tabIndex={0} className={styles.text}>
      {children}
    </pre>
  );
}
