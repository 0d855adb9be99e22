import { Search } from 'lucide-react';
import styles from './search-field.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A box that filters while one types; its label is its placeholder. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <span className={styles.search}>
      <Search aria-hidden size={15} className={styles.icon} />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        className={styles.input}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
