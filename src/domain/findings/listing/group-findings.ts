import { countTexts, textReader } from '../../segments/byte-texts.js';
import { SEVERITIES, type Severity } from '../finding.js';
import { type FindingColumns, lowerBound } from './finding-columns.js';
import { failedConditions, type FindingFilter, type MarkedIds } from './finding-filter.js';

export const GROUPINGS = ['rule', 'path'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Findings of one rule or in one file. */
export interface FindingGroup {
  /** Null for findings in no file. */
  readonly value: string | null;
  readonly count: number;
  readonly worstSeverity: Severity;
}

/** Place of a group in a list: its count, and its value ('' for null). */
export type GroupKey = readonly [count: number, value: string];

export const keyOfGroup = ({ count, value }: FindingGroup): GroupKey => [count, value ?? ''];

export interface GroupRequest {
  readonly filter: FindingFilter;
  readonly by: Grouping;
  readonly limit: number;
  readonly after: GroupKey | null;
}

/** A page of the groups, the largest first, then by value; at most one more than the limit where there is another page. */
export function groupFindings(
  columns: FindingColumns,
  { filter, by, limit, after }: GroupRequest,
  marked: MarkedIds,
): FindingGroup[] {
  const failed = failedConditions(columns, filter, marked);
  const numbers = columns[by];
  const valueCount = countTexts(columns.dictionaries[by]);
  const counts = new Uint32Array(valueCount);
  const worst = new Uint8Array(valueCount).fill(SEVERITIES.length);
  for (let row = 0; row < failed.length; row += 1) {
    if (failed[row] !== 0) continue;
    const number = numbers[row]!;
    counts[number]! += 1;
    worst[number] = Math.min(worst[number]!, columns.severity[row]!);
  }
  const textOf = textReader(columns.dictionaries[by]);
  const groups = [...counts].flatMap((count, index): FindingGroup[] =>
    count === 0 ? [] : [{ value: textOf(index) || null, count, worstSeverity: SEVERITIES[worst[index]!]! }],
  );
  groups.sort((a, b) => compareKeys(keyOfGroup(a), keyOfGroup(b)));
  const start =
    after === null ? 0 : lowerBound(groups.length, (at) => compareKeys(keyOfGroup(groups[at]!), after) <= 0);
  return groups.slice(start, start + limit + 1);
}

const compareKeys = ([count, value]: GroupKey, [otherCount, otherValue]: GroupKey): number =>
  otherCount - count || (value < otherValue ? -1 : Number(value > otherValue));
