import { useState } from 'react';

export const ROWS = ['comfortable', 'dense'] as const;
export type Rows = (typeof ROWS)[number];

const KEY = 'preference.rows';
const { dataset } = document.documentElement;

/** Height of the rows of tables, as this browser keeps it. */
export function useRows(): readonly [Rows, (rows: Rows) => void] {
  const [rows, setRows] = useState<Rows>(dataset.rows === 'dense' ? 'dense' : 'comfortable');
  return [
    rows,
    (chosen) => {
      apply(chosen);
      setRows(chosen);
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // A browser that keeps nothing has them for as long as the page is open.
      }
    },
  ];
}

/** Sets the rows that were chosen before. */
export function restoreRows(): void {
  try {
    apply(localStorage.getItem(KEY));
  } catch {
    // A browser that keeps nothing has comfortable ones.
  }
}

function apply(rows: string | null): void {
  if (rows === 'dense') dataset.rows = rows;
  else delete dataset.rows;
}
