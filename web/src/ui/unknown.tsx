import { NONE } from './format';
import styles from './unknown.module.css';

/** The place of a value that is not known: a dash with its reason. */
export function Unknown({ because }: { readonly because: string }) {
  return (
    <span className={styles.unknown}>
      {NONE} <span className={styles.because}>{because}</span>
    </span>
  );
}
