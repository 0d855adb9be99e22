import { splitOwners } from '../../owners/owners-of-paths.js';
import { type ByteTexts, countTexts, textReader } from '../../segments/byte-texts.js';
import { comparePaths } from '../../segments/manifest.js';
import { FINDING_TYPES, type FindingType, SEVERITIES, type Severity } from '../finding.js';
import { MATCHED_BY, type MatchedBy } from '../matching/matched-by.js';
import { type FindingColumns, lowerBound } from './finding-columns.js';

/** Conditions that a finding has to meet, all of them; of a list of values it has to have one. */
export interface FindingFilter {
  readonly severity?: readonly Severity[] | undefined;
  readonly type?: readonly FindingType[] | undefined;
  readonly tool?: readonly string[] | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly matchedBy?: readonly MatchedBy[] | undefined;
  readonly isNew?: boolean | undefined;
  readonly isFalsePositive?: boolean | undefined;
  readonly isAccepted?: boolean | undefined;
  readonly isSuppressed?: boolean | undefined;
  /** A file, or a folder with all below it. */
  readonly path?: string | undefined;
  /** Owners of the file, in whatever case. */
  readonly owner?: readonly string[] | undefined;
  /** A text that the message, the rule or the path contains, in whatever case. */
  readonly text?: string | undefined;
  /** Ids of problems, of which a finding has one. */
  readonly issues?: readonly number[] | undefined;
}

/** Ids of problems that somebody marked as false positives, and of accepted ones. */
export interface MarkedIds {
  readonly falsePositives: readonly number[];
  readonly accepted: readonly number[];
  /** For each accepted one the place in `SEVERITIES` up to which it is covered; left out: all are. */
  readonly acceptedUpTo?: readonly number[];
}

/** Bit of each condition in the set of those that a finding fails. */
export const CONDITION_BITS: Readonly<Record<keyof FindingFilter, number>> = {
  severity: 1,
  type: 2,
  tool: 4,
  rule: 8,
  matchedBy: 16,
  isNew: 32,
  isFalsePositive: 64,
  isSuppressed: 128,
  path: 256,
  text: 512,
  isAccepted: 1024,
  owner: 2048,
  issues: 4096,
};

export const isEmptyFilter = (filter: FindingFilter): boolean =>
  Object.values(filter).every((condition) => condition === undefined);

/**
 * The conditions that each finding fails, as a set of `CONDITION_BITS`: 0 for a finding that meets the filter.
 *
 * @param marked of which problems the scan need not have all
 */
export function failedConditions(columns: FindingColumns, filter: FindingFilter, marked: MarkedIds): Uint16Array {
  const failed = new Uint16Array(columns.count);
  const { dictionaries } = columns;
  const demand = (name: keyof FindingFilter, numbers: Numbers, isAdmitted: Uint8Array): void => {
    const bit = CONDITION_BITS[name];
    for (let row = 0; row < numbers.length; row += 1) if (isAdmitted[numbers[row]!] === 0) failed[row]! |= bit;
  };
  const {
    severity,
    type,
    tool,
    rule,
    matchedBy,
    isNew,
    isFalsePositive,
    isAccepted,
    isSuppressed,
    path,
    owner,
    text,
    issues,
  } = filter;
  if (severity) demand('severity', columns.severity, admit(SEVERITIES.map((each) => severity.includes(each))));
  if (type) demand('type', columns.type, admit(FINDING_TYPES.map((each) => type.includes(each))));
  if (tool) demand('tool', columns.tool, admitTexts(dictionaries.tool, isAnyOf(tool)));
  if (rule) demand('rule', columns.rule, admitTexts(dictionaries.rule, isAnyOf(rule)));
  if (matchedBy)
    demand('matchedBy', columns.matchedBy, admit([false, ...MATCHED_BY.map((each) => matchedBy.includes(each))]));
  if (isNew !== undefined) demand('isNew', columns.isNew, admit([!isNew, isNew]));
  if (isSuppressed !== undefined) demand('isSuppressed', columns.isSuppressed, admit([!isSuppressed, isSuppressed]));
  if (isFalsePositive !== undefined)
    demand('isFalsePositive', flagMarked(columns, marked.falsePositives), admit([!isFalsePositive, isFalsePositive]));
  if (isAccepted !== undefined) demand('isAccepted', flagAccepted(columns, marked), admit([!isAccepted, isAccepted]));
  if (path !== undefined) demand('path', columns.path, admitPaths(dictionaries.path, path));
  if (owner) demand('owner', columns.path, admitOwned(columns, owner));
  if (issues) demand('issues', flagMarked(columns, issues), admit([false, true]));
  if (text !== undefined) demand('text', findText(columns, text), admit([false, true]));
  return failed;
}

/** Number of findings that fail no condition. */
export function countMet(failed: Uint16Array): number {
  let count = 0;
  for (const each of failed) if (each === 0) count += 1;
  return count;
}

/** 1 for each finding whose problem is among some. */
export function flagMarked({ count, issueId, orders }: FindingColumns, markedIds: readonly number[]): Uint8Array {
  const flags = new Uint8Array(count);
  const ascending = [...markedIds].sort((a, b) => a - b);
  let at = 0;
  for (const row of ascending.length === 0 ? [] : orders.issue) {
    while (at < ascending.length && ascending[at]! < issueId[row]!) at += 1;
    if (ascending[at] === issueId[row]) flags[row] = 1;
  }
  return flags;
}

/** 1 for each finding whose problem is accepted at its severity. */
export function flagAccepted(columns: FindingColumns, { accepted, acceptedUpTo }: MarkedIds): Uint8Array {
  const flags = flagMarked(columns, accepted);
  if (acceptedUpTo?.some((place) => place > 0) !== true) return flags;
  const worst = new Map(accepted.map((id, at) => [id, acceptedUpTo[at]!]));
  for (let row = 0; row < columns.count; row += 1)
    if (flags[row] === 1 && columns.severity[row]! < worst.get(columns.issueId[row]!)!) flags[row] = 0;
  return flags;
}

type Numbers = Uint8Array | Uint32Array;

const admit = (isAdmitted: readonly boolean[]): Uint8Array => Uint8Array.from(isAdmitted, Number);

const isAnyOf = (texts: readonly string[]): ((text: string) => boolean) => {
  const wanted = new Set(texts);
  return (text) => wanted.has(text);
};

function admitTexts(texts: ByteTexts, isAdmitted: (text: string) => boolean): Uint8Array {
  const textOf = textReader(texts);
  return Uint8Array.from({ length: countTexts(texts) }, (_, index) => Number(isAdmitted(textOf(index))));
}

/** Admits `path` itself and, as it may be a folder, all paths below it: neighbours, as paths are sorted. */
function admitPaths(paths: ByteTexts, path: string): Uint8Array {
  const pathOf = textReader(paths);
  const count = countTexts(paths);
  const isAdmitted = new Uint8Array(count);
  const firstFrom = (text: string) => lowerBound(count, (index) => comparePaths(pathOf(index), text) < 0);
  const own = firstFrom(path);
  if (own < count && pathOf(own) === path) isAdmitted[own] = 1;
  const folder = `${path.replace(/(?<!\/)\/+$/, '')}/`;
  for (let index = firstFrom(folder); index < count && pathOf(index).startsWith(folder); index += 1)
    isAdmitted[index] = 1;
  return isAdmitted;
}

/** Admits paths of files that any of the owners owns. */
function admitOwned({ owners, ownersOfPath }: FindingColumns, wanted: readonly string[]): Uint8Array {
  const isWanted = isAnyOf(wanted.map((owner) => owner.toLowerCase()));
  const isAdmitted = admitTexts(owners, (text) => splitOwners(text.toLowerCase()).some(isWanted));
  return Uint8Array.from(ownersOfPath, (number) => isAdmitted[number]!);
}

/** 1 for each finding with the text in its message, rule or path. */
function findText({ count, dictionaries, message, rule, path }: FindingColumns, text: string): Uint8Array {
  const wanted = text.toLowerCase();
  const contains = (other: string) => other.toLowerCase().includes(wanted);
  const inMessage = admitTexts(dictionaries.message, contains);
  const inRule = admitTexts(dictionaries.rule, contains);
  const inPath = admitTexts(dictionaries.path, contains);
  const found = new Uint8Array(count);
  for (let row = 0; row < count; row += 1)
    found[row] = inMessage[message[row]!]! | inRule[rule[row]!]! | inPath[path[row]!]!;
  return found;
}
