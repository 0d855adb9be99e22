import { classNames } from './class-names';
import { NONE } from './format';
import styles from './rating.module.css';

export type RatingLetter = 'A' | 'B' | 'C' | 'D' | 'E';

/** A rating as its letter; the letter says which, the colour only helps. */
export function Rating({ letter, of }: { readonly letter: RatingLetter | null; readonly of?: string }) {
  if (letter === null)
    return (
      <span aria-label={`${of ?? 'Rating'}: not rated`} role="img" title="not rated" className={styles.none}>
        {NONE}
      </span>
    );
  return (
    <span role="img" aria-label={`${of ?? 'Rating'} ${letter}`} className={classNames(styles.rating, styles[letter])}>
      {letter}
    </span>
  );
}
