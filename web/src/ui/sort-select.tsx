import styles from './sort-select.module.css';

interface SortSelectProps<T extends string> {
  readonly value: T;
  /** Orders by their names in the address, with their words. */
  readonly options: Readonly<Partial<Record<T, string>>>;
  readonly onChange: (value: T) => void;
}

/** Choice of a list's order. */
export function SortSelect<T extends string>({ value, options, onChange }: SortSelectProps<T>) {
  return (
    <label className={styles.sort}>
      Sort
      <select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {(Object.entries(options) as [T, string][]).map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
