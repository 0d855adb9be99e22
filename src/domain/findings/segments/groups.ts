import type { CountedFinding } from '../counted-finding.js';
import { MATCHED_BY } from '../matching/matched-by.js';
import { isSuppressedKind, kindOf } from './kinds.js';
import { isHiddenState, isNewState, isSuppressedOnBaseState, matchedByNumber } from './row-states.js';

/** Findings that count alike: their kind (`codeOfKind`), flags, and their number. */
export type FindingGroup = readonly [kind: number, flags: number, count: number];

const IS_NEW = 1;
const IS_SUPPRESSED_ON_BASE = 2;
/** Nothing recognized it; it is inherited since the change left its lines alone. */
const IS_UNTOUCHED = 4;
/** The problem is accepted for now. Never stored: a mark may change. */
const IS_ACCEPTED = 8;
/** The report suppresses it, and the base does not. */
const IS_HIDDEN = 16;
/** Inherited, by a rule that did not run on the base. */
const IS_OF_NEW_RULE = 32;
const FLAG_BITS = 6;

const UNTOUCHED = MATCHED_BY.indexOf('untouched') + 1;
const TOOL_CHANGED = MATCHED_BY.indexOf('tool_changed') + 1;

/** Flags of a finding by its state (`codeOfState`). */
export const flagsOf = (state: number): number =>
  (isNewState(state) ? IS_NEW : 0) |
  (isSuppressedOnBaseState(state) ? IS_SUPPRESSED_ON_BASE : 0) |
  (matchedByNumber(state) === UNTOUCHED ? IS_UNTOUCHED : 0) |
  (matchedByNumber(state) === TOOL_CHANGED ? IS_OF_NEW_RULE : 0) |
  (isHiddenState(state) ? IS_HIDDEN : 0);

/** Counts findings one by one or in groups; a negative number takes away. */
export function joinGroups(groups: Iterable<FindingGroup>): FindingGroup[] {
  const counts = new Map<number, number>();
  for (const [kind, flags, count] of groups) addTo(counts, kind, flags, count);
  return toGroups(counts);
}

/** Counts findings by their kinds and states. */
export function groupRows(kinds: Uint16Array, states: Uint16Array): FindingGroup[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < kinds.length; row += 1) addTo(counts, kinds[row]!, flagsOf(states[row]!), 1);
  return toGroups(counts);
}

function addTo(counts: Map<number, number>, kind: number, flags: number, count: number): void {
  const key = (kind << FLAG_BITS) | flags;
  counts.set(key, (counts.get(key) ?? 0) + count);
}

const toGroups = (counts: ReadonlyMap<number, number>): FindingGroup[] =>
  [...counts]
    .filter(([, count]) => count !== 0)
    .sort(([one], [other]) => one - other)
    .map(([key, count]) => [key >> FLAG_BITS, key & ((1 << FLAG_BITS) - 1), count] as const);

/** True for findings that are suppressed on the base alone. */
export const isSuppressedOnBaseGroup = ([, flags]: FindingGroup): boolean => (flags & IS_SUPPRESSED_ON_BASE) !== 0;

/** True for problems that the report suppresses and the base does not. */
export const isHiddenGroup = ([, flags]: FindingGroup): boolean => (flags & (IS_HIDDEN | IS_ACCEPTED)) === IS_HIDDEN;

/** Takes marked findings away from where they count; accepted ones are counted by themselves. */
export const moveMarked = ([kind, flags, count]: FindingGroup, isAccepted: boolean): FindingGroup[] => [
  [kind, flags, -count],
  ...(isAccepted ? ([[kind, flags | IS_ACCEPTED, count]] as const) : []),
];

/** The group as the counters count it, without marks. */
export const toCounted = ([kind, flags, count]: FindingGroup): CountedFinding & { readonly count: number } => {
  const { isSuppressed, ...traits } = kindOf(kind);
  return {
    ...traits,
    isNew: (flags & IS_NEW) !== 0,
    isSuppressed: isSuppressed || (flags & IS_SUPPRESSED_ON_BASE) !== 0,
    isFalsePositive: false,
    isAccepted: (flags & IS_ACCEPTED) !== 0,
    isOfNewRule: (flags & IS_OF_NEW_RULE) !== 0,
    count,
  };
};

/** True for findings that count as inherited, since the change left their lines alone, and for nothing else. */
export const isUntouchedGroup = ([kind, flags]: FindingGroup): boolean =>
  (flags & IS_UNTOUCHED) !== 0 &&
  !isSuppressedKind(kind) &&
  (flags & IS_ACCEPTED) === 0 &&
  (flags & IS_SUPPRESSED_ON_BASE) === 0 &&
  kindOf(kind).type !== 'coverage_gap';
