import { SEVERITIES, type SeverityName } from '../../../ui/severity';
import {
  type FacetName,
  type FindingFilter,
  type FindingSort,
  type FindingState,
  MINE,
  STATES,
} from './finding-search';
import { type FacetCount, type Facets, type FindingColumns, type FindingRow } from './findings.queries';

/** Findings that meet a filter. */
export interface Exploration {
  /** Numbers of their rows, in the order of the list. */
  readonly rows: readonly number[];
  readonly facets: Facets;
}

/** Values of a facet beyond are left out, the rare ones. */
const MAX_VALUES = 100;

const CODED = ['severity', 'type', 'tool', 'rule', 'matched_by'] as const;

/**
 * Filters findings and counts each facet in one pass over the rows. A facet is counted without its own condition, so
 * that it shows what choosing another value would find; folders are those directly below the chosen one.
 *
 * @param mine names that owners may call the person by, in lower case
 */
export function exploreColumns(
  columns: FindingColumns,
  filter: FindingFilter,
  sort: FindingSort = 'severity',
  mine: readonly string[] = [],
): Exploration {
  const { failed, bitOf } = failuresOf(columns, filter, mine);
  const rows = orderOf(columns, sort).filter((row) => failed[row] === 0);
  const count = (name: FacetName | null, valueOf: (row: number) => number, size: number): Uint32Array => {
    const counts = new Uint32Array(size);
    const others = ~(name === null ? 0 : (bitOf.get(name) ?? 0));
    for (let row = 0; row < failed.length; row += 1) {
      const value = valueOf(row);
      if (value >= 0 && (failed[row]! & others) === 0) counts[value]! += 1;
    }
    return counts;
  };
  const facetOf = (name: (typeof CODED)[number]): FacetCount[] => {
    const values = columns.dictionaries[name];
    return named(
      count(name, (row) => columns[name][row]!, values.length),
      values,
    );
  };
  const largest = (name: (typeof CODED)[number]) => facetOf(name).sort(byCount).slice(0, MAX_VALUES);
  const folders = foldersBelow(columns.dictionaries.path, filter.folder);
  return {
    rows,
    facets: {
      severity: facetOf('severity').sort(bySeverity),
      type: largest('type'),
      tool: largest('tool'),
      rule: largest('rule'),
      matched_by: largest('matched_by'),
      owner: ownersOf(
        columns,
        count('owner', (row) => columns.owners[row]!, columns.dictionaries.owners.length),
        mine,
      ),
      folder: named(
        count(null, (row) => folders.of[columns.path[row]!] ?? -1, folders.names.length),
        folders.names,
      )
        .sort(byCount)
        .slice(0, MAX_VALUES),
      newness: named(
        count('newness', (row) => 1 - columns.is_new[row]!, 2),
        ['new', 'inherited'],
      ),
      state: STATES.map((state) => {
        const isIn = inState(columns, state);
        return { value: state, count: count('state', (row) => (isIn(row) ? 0 : -1), 1)[0]! };
      }).filter(isFound),
    },
  };
}

/** Finding of a row. */
export function rowOf(columns: FindingColumns, row: number): FindingRow {
  const { dictionaries: texts } = columns;
  return {
    issueId: columns.issue_id[row]!,
    severity: texts.severity[columns.severity[row]!] as SeverityName,
    type: texts.type[columns.type[row]!]!,
    tool: texts.tool[columns.tool[row]!]!,
    rule: texts.rule[columns.rule[row]!]!,
    path: texts.path[columns.path[row]!] ?? null,
    line: columns.line[row]!,
    endLine: columns.end_line[row]!,
    message: texts.message[columns.message[row]!]!,
    owners: texts.owners[columns.owners[row]!] ?? [],
    isNew: columns.is_new[row] === 1,
    matchedBy: texts.matched_by[columns.matched_by[row]!] ?? null,
    newBecause: texts.new_because[columns.new_because[row]!] ?? null,
    isFalsePositive: columns.fp[row] === 1,
    isMarkLineEdited: columns.mark_line_edited[row] === 1,
    isAccepted: columns.accepted[row] === 1,
    isSuppressed: columns.suppressed[row] === 1,
  };
}

/** For each row the conditions that it fails, one bit each. */
function failuresOf(columns: FindingColumns, filter: FindingFilter, mine: readonly string[]) {
  const failed = new Uint16Array(columns.issue_id.length);
  const bitOf = new Map<FacetName | 'q', number>();
  const demand = (name: FacetName | 'q', admits: (row: number) => boolean) => {
    const bit = 1 << bitOf.size;
    bitOf.set(name, bit);
    for (let row = 0; row < failed.length; row += 1) if (!admits(row)) failed[row]! |= bit;
  };
  for (const name of CODED) {
    const chosen = filter[name];
    if (!chosen) continue;
    const admitted = columns.dictionaries[name].map((value) => chosen.includes(value));
    demand(name, (row) => admitted[columns[name][row]!] === true);
  }
  const { folder, newness, owner, state, q } = filter;
  if (owner !== undefined) {
    const wanted = owner.flatMap((name) => (name === MINE ? mine : [name.toLowerCase()]));
    const admitted = columns.dictionaries.owners.map((owners) => isAnyOf(owners, wanted));
    demand('owner', (row) => admitted[columns.owners[row]!] === true);
  }
  if (folder !== undefined) {
    const admitted = columns.dictionaries.path.map((path) => path === folder || path.startsWith(`${folder}/`));
    demand('folder', (row) => admitted[columns.path[row]!] === true);
  }
  if (newness !== undefined) demand('newness', (row) => columns.is_new[row] === (newness === 'new' ? 1 : 0));
  if (state !== undefined) demand('state', inState(columns, state));
  if (q !== undefined && q !== '') {
    const text = q.toLowerCase();
    const [inMessage, inRule, inPath] = (['message', 'rule', 'path'] as const).map((name) =>
      columns.dictionaries[name].map((value) => value.toLowerCase().includes(text)),
    );
    demand(
      'q',
      (row) =>
        inMessage![columns.message[row]!] === true ||
        inRule![columns.rule[row]!] === true ||
        inPath![columns.path[row]!] === true,
    );
  }
  return { failed, bitOf };
}

/** Findings of each owner, a file of several counting for each; those of the person come first. */
function ownersOf(columns: FindingColumns, ofGroups: Uint32Array, mine: readonly string[]): FacetCount[] {
  const counts = new Map<string, number>();
  let own = 0;
  columns.dictionaries.owners.forEach((owners, group) => {
    for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + ofGroups[group]!);
    if (isAnyOf(owners, mine)) own += ofGroups[group]!;
  });
  const owners = [...counts].map(([value, count]) => ({ value, count })).filter(isFound);
  return [{ value: MINE, count: own }].filter(isFound).concat(owners.sort(byCount).slice(0, MAX_VALUES));
}

/** @param names in lower case */
const isAnyOf = (owners: readonly string[], names: readonly string[]): boolean =>
  owners.some((owner) => names.includes(owner.toLowerCase()));

/** Test of rows for a state. */
function inState(columns: FindingColumns, state: FindingState): (row: number) => boolean {
  const { fp, accepted, suppressed, severity, type, dictionaries } = columns;
  if (state === 'judged') {
    const [info, gap] = [dictionaries.severity.indexOf('info'), dictionaries.type.indexOf('coverage_gap')];
    const isCounted = inState(columns, 'counted');
    return (row) => isCounted(row) && severity[row] !== info && type[row] !== gap;
  }
  if (state === 'counted') return (row) => fp[row] === 0 && accepted[row] === 0 && suppressed[row] === 0;
  const flags = { 'false positive': fp, accepted, suppressed }[state];
  return (row) => flags[row] === 1;
}

/** All rows in an order; the service sends them worst first. */
function orderOf(
  { issue_id, path, line, first_seen_scan_id, dictionaries }: FindingColumns,
  sort: FindingSort,
): number[] {
  const rows = issue_id.map((_, row) => row);
  if (sort === 'path') {
    const ranks = ranksOf(dictionaries.path);
    const rankOf = (row: number) => ranks[path[row]!] ?? -1;
    return rows.sort((a, b) => rankOf(a) - rankOf(b) || (line[a] ?? -1) - (line[b] ?? -1) || a - b);
  }
  if (sort === 'newest')
    return rows.sort((a, b) => first_seen_scan_id[b]! - first_seen_scan_id[a]! || issue_id[b]! - issue_id[a]!);
  return rows;
}

function ranksOf(texts: readonly string[]): number[] {
  const ranks: number[] = [];
  const sorted = texts.map((text, code) => ({ text, code })).sort((a, b) => compareTexts(a.text, b.text));
  sorted.forEach(({ code }, rank) => (ranks[code] = rank));
  return ranks;
}

/** Folders directly below one, and for each path the index of its folder; -1 for files that are there themselves. */
function foldersBelow(paths: readonly string[], folder: string | undefined): { names: string[]; of: number[] } {
  const above = folder === undefined ? '' : `${folder}/`;
  const indexes = new Map<string, number>();
  const of = paths.map((path) => {
    const end = path.startsWith(above) ? path.indexOf('/', above.length) : -1;
    if (end === -1) return -1;
    const name = path.slice(0, end);
    if (!indexes.has(name)) indexes.set(name, indexes.size);
    return indexes.get(name)!;
  });
  return { names: [...indexes.keys()], of };
}

const named = (counts: Uint32Array, names: readonly string[]): FacetCount[] =>
  names.map((value, index) => ({ value, count: counts[index]! })).filter(isFound);

const isFound = ({ count }: FacetCount): boolean => count > 0;

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Most findings first, then by value. */
const byCount = (a: FacetCount, b: FacetCount): number => b.count - a.count || compareTexts(a.value, b.value);

const rankOf = ({ value }: FacetCount): number => SEVERITIES.findIndex((severity) => severity === value);
const bySeverity = (a: FacetCount, b: FacetCount): number => rankOf(a) - rankOf(b);
