import { describe, expect, it } from 'vitest';
import { withMarks } from './decisions.queries';
import { exploreColumns, rowOf } from './explore-columns';
import { type FindingFilter } from './finding-search';
import { type FindingColumns } from './findings.queries';

/** Small numbers that follow from a seed. */
function numbersOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const DICTIONARIES = {
  severity: ['critical', 'high', 'medium', 'low', 'info'],
  type: ['bug', 'security'],
  tool: ['eslint', 'semgrep'],
  rule: ['no-eval', 'sql-injection', 'xss'],
  path: ['README.md', 'lib/a.ts', 'src/api/a.ts', 'src/api/b.ts', 'src/main.ts', 'srcs/other.ts'],
  message: ['Eval is used', 'Query from input', 'Plain'],
  matched_by: ['unchanged', 'moved_in_file'],
  new_because: ['added_line'],
  fp_marked_by: ['user:1'],
  owners: [['@acme/web', 'Jane@acme.com'], ['@acme/web'], ['@max']],
};

function someColumns(seed: number, count: number): FindingColumns {
  const next = numbersOf(seed);
  const column = <T>(valueOf: (row: number) => T) => Array.from({ length: count }, (_, row) => valueOf(row));
  const isNew = column(() => next(2) as 0 | 1);
  return {
    scan_id: 1,
    revision: 'r',
    total: count,
    dictionaries: DICTIONARIES,
    issue_id: column((row) => 1000 + row),
    severity: column((row) => Math.floor((row * 5) / count)),
    type: column(() => next(2)),
    tool: column(() => next(2)),
    rule: column(() => next(3)),
    path: column(() => next(7) - 1),
    line: column(() => (next(4) === 0 ? null : next(50))),
    column: column(() => null),
    end_line: column(() => null),
    message: column(() => next(3)),
    owners: column(() => next(4) - 1),
    is_new: isNew,
    matched_by: isNew.map((each) => (each === 1 ? -1 : next(2))),
    new_because: isNew.map((each) => each - 1),
    fp: column(() => (next(4) === 0 ? 1 : 0)),
    fp_marked_by: column(() => -1),
    mark_line_edited: column(() => 0),
    accepted: column(() => (next(6) === 0 ? 1 : 0)),
    suppressed: column(() => (next(8) === 0 ? 1 : 0)),
    first_seen_scan_id: column(() => 1 + next(3)),
  };
}

/** The filter once more, a row at a time and without codes. */
const MINE = ['jane@acme.com', '@jane'];

function admits(columns: FindingColumns, row: number, filter: FindingFilter): boolean {
  const finding = rowOf(columns, row);
  const has = (chosen: readonly string[] | undefined, value: string | null) =>
    chosen === undefined || (value !== null && chosen.includes(value));
  const { isFalsePositive, isAccepted, isSuppressed } = finding;
  const isCounted = !isFalsePositive && !isAccepted && !isSuppressed;
  const isOf = {
    judged: isCounted && finding.severity !== 'info' && finding.type !== 'coverage_gap',
    counted: isCounted,
    'false positive': isFalsePositive,
    accepted: isAccepted,
    suppressed: isSuppressed,
  };
  const texts = [finding.message, finding.rule, finding.path ?? ''].map((text) => text.toLowerCase());
  const { folder, newness, q } = filter;
  return (
    has(filter.severity, finding.severity) &&
    has(filter.type, finding.type) &&
    has(filter.tool, finding.tool) &&
    has(filter.rule, finding.rule) &&
    has(filter.matched_by, finding.matchedBy) &&
    (filter.owner === undefined ||
      finding.owners.some((owner) => filter.owner!.includes(owner === 'Jane@acme.com' ? 'mine' : owner))) &&
    (folder === undefined || finding.path === folder || finding.path?.startsWith(`${folder}/`) === true) &&
    (newness === undefined || finding.isNew === (newness === 'new')) &&
    (filter.state === undefined || isOf[filter.state]) &&
    (q === undefined || texts.some((text) => text.includes(q.toLowerCase())))
  );
}

const FILTERS: readonly FindingFilter[] = [
  {},
  { severity: ['critical', 'low'] },
  { folder: 'src' },
  { folder: 'src/api/a.ts', newness: 'new' },
  { rule: ['xss'], tool: ['eslint'], state: 'counted' },
  { matched_by: ['moved_in_file'] },
  { q: 'EVAL', newness: 'inherited' },
  { state: 'judged', newness: 'new' },
  { state: 'suppressed', type: ['bug'] },
  { state: 'accepted', newness: 'new' },
  { owner: ['mine'] },
  { owner: ['mine', '@max'], severity: ['high'] },
  { severity: ['gone'] },
];

describe('exploring findings in the browser', () => {
  it.each(FILTERS)('finds what the filter %o says, and counts each facet without its own condition', (filter) => {
    const columns = someColumns(7, 500);
    const all = columns.issue_id.map((_, row) => row);
    const { rows, facets } = exploreColumns(columns, filter, 'severity', MINE);
    expect(rows).toEqual(all.filter((row) => admits(columns, row, filter)));
    for (const { value, count } of facets.severity)
      expect(count).toBe(all.filter((row) => admits(columns, row, { ...filter, severity: [value] })).length);
    for (const { value, count } of facets.newness)
      expect(count).toBe(all.filter((row) => admits(columns, row, { ...filter, newness: value as 'new' })).length);
    for (const { value, count } of facets.owner)
      if (value !== 'Jane@acme.com')
        expect(count).toBe(all.filter((row) => admits(columns, row, { ...filter, owner: [value] })).length);
    for (const { value, count } of facets.state)
      expect(count).toBe(all.filter((row) => admits(columns, row, { ...filter, state: value as 'counted' })).length);
  });

  it('counts what is mine first, and nothing as mine for whom no owner means', () => {
    const columns = someColumns(11, 200);
    const owned = (mine: readonly string[]) => exploreColumns(columns, {}, 'severity', mine).facets.owner;
    expect(owned(MINE)[0]!.value).toBe('mine');
    expect(owned(MINE)[0]!.count).toBe(columns.owners.filter((group) => group === 0).length);
    expect(owned(['@nobody']).map(({ value }) => value)).not.toContain('mine');
  });

  it('counts folders below the chosen one', () => {
    const columns = someColumns(3, 300);
    const namesOf = (filter: FindingFilter) =>
      exploreColumns(columns, filter)
        .facets.folder.map(({ value }) => value)
        .sort();
    expect(namesOf({})).toEqual(['lib', 'src', 'srcs']);
    expect(namesOf({ folder: 'src' })).toEqual(['src/api']);
  });

  it('sorts by file and by the scan that saw it first', () => {
    const columns = someColumns(5, 200);
    const places = exploreColumns(columns, {}, 'path').rows.map((row) => rowOf(columns, row));
    const keys = places.map(({ path, line }) => `${path ?? ''} ${String(line ?? -1).padStart(3, '0')}`);
    expect(places.map(({ path }) => path ?? '')).toEqual(places.map(({ path }) => path ?? '').sort());
    expect(keys.length).toBe(200);
    const scans = exploreColumns(columns, {}, 'newest').rows.map((row) => columns.first_seen_scan_id[row]!);
    expect(scans).toEqual([...scans].sort((a, b) => b - a));
  });

  it('shows a mark at once, and leaves the rest as it is', () => {
    const columns = someColumns(2, 50);
    const marked = withMarks(columns, [1003, 1007], true);
    expect(exploreColumns(marked, {}).rows.filter((row) => marked.fp[row] !== columns.fp[row]).length).toBeLessThan(3);
    expect([marked.fp[3], marked.fp[7]]).toEqual([1, 1]);
    const accepted = withMarks(columns, [1003], true, 'accepted');
    expect([accepted.accepted[3], accepted.fp]).toEqual([1, columns.fp]);
  });
});
