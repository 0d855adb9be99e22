import { splitOwners } from '../../owners/owners-of-paths.js';
import { countTexts, textReader } from '../../segments/byte-texts.js';
import { FINDING_TYPES, SEVERITIES } from '../finding.js';
import { MATCHED_BY } from '../matching/matched-by.js';
import { type DictionaryName, type FindingColumns } from './finding-columns.js';
import {
  CONDITION_BITS,
  countMet,
  failedConditions,
  type FindingFilter,
  flagAccepted,
  flagMarked,
  type MarkedIds,
} from './finding-filter.js';

/** A value, and the number of findings that have it. */
export interface FacetCount<Value extends string | boolean> {
  readonly value: Value;
  readonly count: number;
}

export interface FacetCounts {
  /** Number of findings that meet the whole filter. */
  readonly total: number;
  readonly severity: readonly FacetCount<string>[];
  readonly type: readonly FacetCount<string>[];
  readonly tool: readonly FacetCount<string>[];
  readonly rule: readonly FacetCount<string>[];
  readonly folder: readonly FacetCount<string>[];
  readonly owner: readonly FacetCount<string>[];
  readonly isNew: readonly FacetCount<boolean>[];
  readonly isFalsePositive: readonly FacetCount<boolean>[];
  readonly isAccepted: readonly FacetCount<boolean>[];
  readonly isSuppressed: readonly FacetCount<boolean>[];
  readonly matchedBy: readonly FacetCount<string>[];
}

/** Rules, folders and owners beyond are left out, the rare ones. */
const MAX_VALUES = 100;

/**
 * Counts the findings of each value of each facet. A facet is counted without its own condition, so that it shows what
 * choosing another value would find; folders are those directly below the path of the filter.
 */
export function countFacets(columns: FindingColumns, filter: FindingFilter, marked: MarkedIds): FacetCounts {
  const failed = failedConditions(columns, filter, marked);
  const count = (ignored: number, numbers: Uint8Array | Uint32Array, valueCount: number): Uint32Array => {
    const counts = new Uint32Array(valueCount);
    for (let row = 0; row < failed.length; row += 1) if ((failed[row]! & ~ignored) === 0) counts[numbers[row]!]! += 1;
    return counts;
  };
  const countTextsOf = (name: DictionaryName, ignored: number) =>
    nonZero(
      count(ignored, columns[name], countTexts(columns.dictionaries[name])),
      textReader(columns.dictionaries[name]),
    ).sort(byCount);
  const countFlags = (ignored: number, flags: Uint8Array): FacetCount<boolean>[] => {
    const counts = count(ignored, flags, 2);
    return [true, false].map((value) => ({ value, count: counts[Number(value)]! }));
  };
  const { severity, type, isNew, isSuppressed, matchedBy } = columns;
  const bits = CONDITION_BITS;
  return {
    total: countMet(failed),
    severity: nonZero(count(bits.severity, severity, SEVERITIES.length), (index) => SEVERITIES[index]!),
    type: nonZero(count(bits.type, type, FINDING_TYPES.length), (index) => FINDING_TYPES[index]!).sort(byCount),
    tool: countTextsOf('tool', bits.tool),
    rule: countTextsOf('rule', bits.rule).slice(0, MAX_VALUES),
    folder: sumFolders(countTextsOf('path', 0), filter.path).slice(0, MAX_VALUES),
    owner: sumOwners(columns, count(bits.owner, columns.path, columns.ownersOfPath.length)).slice(0, MAX_VALUES),
    isNew: countFlags(bits.isNew, isNew),
    isFalsePositive: countFlags(bits.isFalsePositive, flagMarked(columns, marked.falsePositives)),
    isAccepted: countFlags(bits.isAccepted, flagAccepted(columns, marked)),
    isSuppressed: countFlags(bits.isSuppressed, isSuppressed),
    matchedBy: nonZero(
      count(bits.matchedBy, matchedBy, 1 + MATCHED_BY.length).subarray(1),
      (index) => MATCHED_BY[index]!,
    ).sort(byCount),
  };
}

const nonZero = <Value>(counts: Uint32Array, valueOf: (index: number) => Value): { value: Value; count: number }[] =>
  [...counts].flatMap((count, index) => (count === 0 ? [] : [{ value: valueOf(index), count }]));

/** Most findings first, then by value. */
const byCount = (a: FacetCount<string>, b: FacetCount<string>): number =>
  b.count - a.count || (a.value < b.value ? -1 : 1);

/** Findings in the files of each owner: a file of several counts for each of them. */
function sumOwners({ owners, ownersOfPath }: FindingColumns, ofPaths: Uint32Array): FacetCount<string>[] {
  const textOf = textReader(owners);
  const ofTexts = new Uint32Array(countTexts(owners));
  ofPaths.forEach((count, path) => (ofTexts[ownersOfPath[path]!]! += count));
  const counts = new Map<string, number>();
  for (const { value, count } of nonZero(ofTexts, (text) => splitOwners(textOf(text))))
    for (const owner of value) counts.set(owner, (counts.get(owner) ?? 0) + count);
  return [...counts].map(([value, count]) => ({ value, count })).sort(byCount);
}

/** Findings in the folders directly below `path`, or below the root; those of files that are there themselves are in none. */
function sumFolders(ofPaths: readonly FacetCount<string>[], path: string | undefined): FacetCount<string>[] {
  const above = path === undefined ? '' : `${path.replace(/(?<!\/)\/+$/, '')}/`;
  const folders = new Map<string, number>();
  for (const { value, count } of ofPaths) {
    const end = value.startsWith(above) ? value.indexOf('/', above.length) : -1;
    if (end === -1) continue;
    const folder = value.slice(0, end);
    folders.set(folder, (folders.get(folder) ?? 0) + count);
  }
  return [...folders].map(([value, count]) => ({ value, count })).sort(byCount);
}
