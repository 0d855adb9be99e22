import { countTexts, textReader } from '../../segments/byte-texts.js';
import { comparePaths } from '../../segments/manifest.js';
import { type FindingColumns, lowerBound } from './finding-columns.js';
import { type FindingSort, type OrderedColumn, ORDERS } from './finding-orders.js';

/** Values of a finding in the columns of an order: severities as their rank from 1 on, paths as text. */
export type FindingKey = readonly (string | number)[];

export const keyAt = (columns: FindingColumns, row: number, sort: FindingSort): FindingKey =>
  ORDERS[sort].columns.map((name) => {
    const value = columns[name][row]!;
    if (name === 'path') return textReader(columns.dictionaries.path)(value);
    return name === 'severity' ? value + 1 : value;
  });

/**
 * The place of the first finding behind a key, which need not be that of a finding.
 *
 * @param rows all findings in that order, or some of them
 */
export function placeAfter(
  columns: FindingColumns,
  sort: FindingSort,
  key: FindingKey,
  rows: Uint32Array = columns.orders[sort],
): number {
  const { columns: names, direction } = ORDERS[sort];
  const values = names.map((name, at) => valueOf(columns, name, key[at]!));
  const isBehind = (row: number): boolean => {
    for (let at = 0; at < names.length; at += 1) {
      const difference = columns[names[at]!][row]! - values[at]!;
      if (difference !== 0) return difference * direction > 0;
    }
    return false;
  };
  return lowerBound(rows.length, (place) => !isBehind(rows[place]!));
}

function valueOf(columns: FindingColumns, name: OrderedColumn, key: string | number): number {
  if (name === 'path') return rankOf(columns, String(key));
  return name === 'severity' ? Number(key) - 1 : Number(key);
}

/** The rank of a path among those of the scan; between two ranks where no finding has it. */
function rankOf({ dictionaries: { path: paths } }: FindingColumns, path: string): number {
  const count = countTexts(paths);
  const textOf = textReader(paths);
  const rank = lowerBound(count, (index) => comparePaths(textOf(index), path) < 0);
  return rank < count && textOf(rank) === path ? rank : rank - 0.5;
}
