import { ArrowDown } from 'lucide-react';
import { type ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './sort-head.module.css';

interface SortHeadProps {
  /** True for the column by which the rows are sorted. */
  readonly isSorted: boolean;
  /** Direction of the column's order, as its values read. */
  readonly direction: 'ascending' | 'descending';
  readonly onSort: () => void;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Head of a column that sorts the rows by it. */
export function SortHead({ isSorted, direction, onSort, className, children }: SortHeadProps) {
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined} className={className}>
      <button type="button" className={classNames(styles.sort, isSorted && styles.sorted)} onClick={onSort}>
        {children}
        <ArrowDown aria-hidden size={13} className={styles.arrow} />
      </button>
    </th>
  );
}
