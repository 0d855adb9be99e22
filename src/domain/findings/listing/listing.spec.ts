import fc from 'fast-check';
import { aListedFinding, columnsOf } from '../../../../test/support/finding-columns.js';
import { comparePaths } from '../../segments/manifest.js';
import { DEBT_KINDS, FINDING_TYPES, SEVERITIES } from '../finding.js';
import { MATCHED_BY } from '../matching/matched-by.js';
import { NEW_BECAUSE } from '../tracking/newness.js';
import { compareFindings } from './compare-findings.js';
import { countFacets, type FacetCount } from './count-facets.js';
import { cutPage } from './cut-page.js';
import type { FindingColumns } from './finding-columns.js';
import type { FindingFilter, MarkedIds } from './finding-filter.js';
import { type FindingKey, keyAt, placeAfter } from './finding-keys.js';
import { FINDING_SORTS, type FindingSort } from './finding-orders.js';
import { type FindingGroup, groupFindings, type GroupKey, keyOfGroup } from './group-findings.js';
import { findingReader, type ListedFinding } from './listed-finding.js';

const line = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null });
const text = fc.constantFrom('Ä', 'ä b', 'say SO', 'so', 'é', '😀', 'ﬀ');
const PATHS = ['src/a.ts', 'src/a/b.ts', 'src/a/c/d.ts', 'src/ab.ts', 'z.ts', 'lib/ﬀ.ts', 'lib/😀.ts'];
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'src/a.ts': ['@acme/Web'],
  'src/a/b.ts': ['@acme/Web', 'jane@acme.com'],
  'lib/ﬀ.ts': ['jane@acme.com'],
};
const ownersOf = (path: string) => OWNERS[path] ?? [];
const RULES = ['r', 'R', 'a/b', 'no-so'];

const finding = fc.record<ListedFinding>({
  issueId: fc.integer({ min: 1, max: 5_000_000_000 }) as fc.Arbitrary<ListedFinding['issueId']>,
  firstSeenScanId: fc.integer({ min: 1, max: 4 }) as fc.Arbitrary<ListedFinding['firstSeenScanId']>,
  tool: fc.constantFrom('eslint', 'knip', 'lizard'),
  ruleId: fc.constantFrom(...RULES),
  type: fc.constantFrom(...FINDING_TYPES),
  severity: fc.constantFrom(...SEVERITIES),
  debtKind: fc.constantFrom(...DEBT_KINDS),
  filePath: fc.option(fc.constantFrom(...PATHS), { nil: null }),
  owners: fc.constant([]),
  startLine: line,
  startColumn: line,
  endLine: line,
  endColumn: line,
  message: text,
  fingerprint: fc.constantFrom('0123456789abcdef', '00000000ffffffff', 'f000000000000001'),
  isNew: fc.boolean(),
  isSuppressed: fc.boolean(),
  toolLevel: fc.constantFrom('error', 'note', null),
  matchedBy: fc.option(fc.constantFrom(...MATCHED_BY), { nil: null }),
  newBecause: fc.option(fc.constantFrom(...NEW_BECAUSE), { nil: null }),
  nearest: fc.option(fc.constant({ issue_id: 3, file_path: 'é', line: 1, differs_in: ['path'] }), { nil: null }),
  was: fc.option(fc.record({ severity: fc.constantFrom(...SEVERITIES), message: text }), { nil: null }),
  cwe: fc.constantFrom([], [79, 788]),
  directive: fc.constant(null),
  clone: fc.option(fc.constant({ signature: null, places: [['a', 1, 2] as const] }), { nil: null }),
});
const scan = fc.uniqueArray(finding, { selector: ({ issueId }) => issueId, maxLength: 40 }).map((findings) =>
  findings.map((each) => ({
    ...each,
    isNew: each.isNew && !each.isSuppressed,
    owners: ownersOf(each.filePath ?? ''),
  })),
);

const some = <T extends string>(values: readonly T[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }), { nil: undefined });
const flag = fc.option(fc.boolean(), { nil: undefined });
const filter = fc.record<FindingFilter>({
  severity: some(SEVERITIES),
  type: some(FINDING_TYPES),
  tool: some(['eslint', 'lizard', 'none']),
  rule: some(RULES),
  matchedBy: some(MATCHED_BY.slice(0, 3)),
  isNew: flag,
  isFalsePositive: flag,
  isAccepted: flag,
  isSuppressed: flag,
  path: fc.option(fc.constantFrom('src', 'src/', 'src/a', 'src/a.ts', 'lib', 'z.ts', 'none'), { nil: undefined }),
  owner: some(['@acme/web', 'Jane@acme.com', '@nobody']),
  issues: fc.option(fc.subarray([1, 2, 3, 4, 5, 6, 7, 8]), { nil: undefined }),
  text: fc.option(fc.constantFrom('so', 'SO', 'ä', 'a', '.TS'), { nil: undefined }),
});
/** Most filters of all conditions find nothing: most keep few of them. */
const fewConditions = fc
  .tuple(filter, fc.uniqueArray(fc.constantFrom<keyof FindingFilter>(...conditionNames()), { maxLength: 2 }))
  .map(([all, kept]): FindingFilter => Object.fromEntries(kept.map((name) => [name, all[name]])));

function conditionNames(): (keyof FindingFilter)[] {
  return [
    'severity',
    'type',
    'tool',
    'rule',
    'matchedBy',
    'isNew',
    'isFalsePositive',
    'isAccepted',
    'isSuppressed',
    'path',
    'owner',
    'text',
    'issues',
  ];
}

/** Every third problem is marked, every fourth accepted, and those before them, which the scan hardly ever has. */
const marksOf = (findings: readonly ListedFinding[]): MarkedIds => {
  const every = (step: number) =>
    findings.filter((_, at) => at % step === 0).flatMap(({ issueId }) => [issueId, issueId - 1, issueId - 2]);
  return { falsePositives: every(3), accepted: every(4) };
};

describe('a plain model that filters, sorts and slices objects', () => {
  const isIn = <T>(values: readonly T[] | undefined, value: T) => values === undefined || values.includes(value);
  const is = (wanted: boolean | undefined, value: boolean) => wanted === undefined || wanted === value;
  const withoutSlash = (path: string) => path.replace(/\/$/, '');

  const CONDITIONS: Record<
    keyof FindingFilter,
    (wanted: FindingFilter, each: ListedFinding, isFp: boolean, isAccepted: boolean) => boolean
  > = {
    severity: ({ severity }, each) => isIn(severity, each.severity),
    type: ({ type }, each) => isIn(type, each.type),
    tool: ({ tool }, each) => isIn(tool, each.tool),
    rule: ({ rule }, each) => isIn(rule, each.ruleId),
    matchedBy: ({ matchedBy }, each) =>
      matchedBy === undefined || (each.matchedBy !== null && matchedBy.includes(each.matchedBy)),
    isNew: ({ isNew }, each) => is(isNew, each.isNew),
    isFalsePositive: ({ isFalsePositive }, _, isFp) => is(isFalsePositive, isFp),
    isAccepted: ({ isAccepted }, _, __, each) => is(isAccepted, each),
    isSuppressed: ({ isSuppressed }, each) => is(isSuppressed, each.isSuppressed),
    path: ({ path }, { filePath }) =>
      path === undefined || (filePath !== null && (filePath === path || filePath.startsWith(`${withoutSlash(path)}/`))),
    owner: ({ owner }, { owners }) =>
      owner === undefined || owners.some((each) => owner.some((wanted) => wanted.toLowerCase() === each.toLowerCase())),
    issues: ({ issues }, { issueId }) => isIn(issues, issueId),
    text: ({ text: wanted }, { message, ruleId, filePath }) =>
      wanted === undefined ||
      [message, ruleId, filePath ?? ''].some((each) => each.toLowerCase().includes(wanted.toLowerCase())),
  };

  const select = (findings: readonly ListedFinding[], wanted: FindingFilter, without?: keyof FindingFilter) => {
    const { falsePositives, accepted } = marksOf(findings);
    return findings.filter((each) =>
      conditionNames().every(
        (name) =>
          name === without ||
          CONDITIONS[name](wanted, each, falsePositives.includes(each.issueId), accepted.includes(each.issueId)),
      ),
    );
  };

  const rank = ({ severity }: ListedFinding) => SEVERITIES.indexOf(severity);
  const byPath = (a: ListedFinding, b: ListedFinding) => comparePaths(a.filePath ?? '', b.filePath ?? '');
  const byLine = (a: ListedFinding, b: ListedFinding) => (a.startLine ?? 0) - (b.startLine ?? 0);
  const byId = (a: ListedFinding, b: ListedFinding) => a.issueId - b.issueId;
  const SORTS: Record<FindingSort, (a: ListedFinding, b: ListedFinding) => number> = {
    severity: (a, b) => rank(a) - rank(b) || byPath(a, b) || byLine(a, b) || byId(a, b),
    path: (a, b) => byPath(a, b) || byLine(a, b) || rank(a) - rank(b) || byId(a, b),
    newest: (a, b) => b.firstSeenScanId - a.firstSeenScanId || byId(b, a),
  };

  /** All pages, one after the other. */
  function listAll(columns: FindingColumns, wanted: FindingFilter, sort: FindingSort, limit: number, marks: MarkedIds) {
    const findingAt = findingReader(columns);
    const listed: ListedFinding[] = [];
    for (let after: FindingKey | null = null; ;) {
      const { rows, total } = cutPage(columns, { filter: wanted, sort, limit, after }, marks);
      const page = rows.slice(0, limit);
      listed.push(...page.map(findingAt));
      if (rows.length <= limit) return { listed, total };
      after = keyAt(columns, page.at(-1)!, sort);
    }
  }

  it('lists the same pages and totals', () => {
    fc.assert(
      fc.property(
        scan,
        fewConditions,
        fc.constantFrom(...FINDING_SORTS),
        fc.integer({ min: 1, max: 9 }),
        (findings, wanted, sort, limit) => {
          const expected = select(findings, wanted).sort(SORTS[sort]);
          const { listed, total } = listAll(columnsOf(findings, ownersOf), wanted, sort, limit, marksOf(findings));
          expect(listed).toEqual(expected);
          expect(total).toBe(expected.length);
        },
      ),
    );
  });

  const tally = <V extends string | boolean | null>(values: readonly V[]): Map<V, number> => {
    const counts = new Map<V, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    counts.delete(null as V);
    return counts;
  };
  const toMap = <V extends string | boolean>(facet: readonly FacetCount<V>[]) =>
    new Map(facet.filter(({ count }) => count > 0).map(({ value, count }) => [value, count]));

  it('counts the same facets, each without its own condition', () => {
    fc.assert(
      fc.property(scan, fewConditions, (findings, wanted) => {
        const marks = marksOf(findings);
        const facets = countFacets(columnsOf(findings, ownersOf), wanted, marks);
        const of = (name: keyof FindingFilter) => select(findings, wanted, name);
        expect(facets.total).toBe(select(findings, wanted).length);
        expect(toMap(facets.severity)).toEqual(tally(of('severity').map(({ severity }) => severity)));
        expect(toMap(facets.type)).toEqual(tally(of('type').map(({ type }) => type)));
        expect(toMap(facets.tool)).toEqual(tally(of('tool').map(({ tool }) => tool)));
        expect(toMap(facets.rule)).toEqual(tally(of('rule').map(({ ruleId }) => ruleId)));
        expect(toMap(facets.owner)).toEqual(tally(of('owner').flatMap(({ owners }) => owners)));
        expect(toMap(facets.matchedBy)).toEqual(tally(of('matchedBy').map(({ matchedBy }) => matchedBy)));
        expect(toMap(facets.isNew)).toEqual(tally(of('isNew').map(({ isNew }) => isNew)));
        expect(toMap(facets.isSuppressed)).toEqual(tally(of('isSuppressed').map(({ isSuppressed }) => isSuppressed)));
        expect(toMap(facets.isFalsePositive)).toEqual(
          tally(of('isFalsePositive').map(({ issueId }) => marks.falsePositives.includes(issueId))),
        );
        expect(toMap(facets.isAccepted)).toEqual(
          tally(of('isAccepted').map(({ issueId }) => marks.accepted.includes(issueId))),
        );
        const above = wanted.path === undefined ? '' : `${withoutSlash(wanted.path)}/`;
        const folderOf = ({ filePath }: ListedFinding) => {
          const below = filePath?.startsWith(above) ? filePath.slice(above.length).split('/') : [];
          return below.length > 1 ? above + below[0]! : null;
        };
        expect(toMap(facets.folder)).toEqual(tally(select(findings, wanted).map(folderOf)));
      }),
    );
  });

  it.each(['rule', 'path'] as const)('makes the same groups by %s', (by) => {
    fc.assert(
      fc.property(scan, fewConditions, fc.integer({ min: 1, max: 4 }), (findings, wanted, limit) => {
        const columns = columnsOf(findings, ownersOf);
        const groups: FindingGroup[] = [];
        for (let after: GroupKey | null = null; ;) {
          const page = groupFindings(columns, { filter: wanted, by, limit, after }, marksOf(findings));
          groups.push(...page.slice(0, limit));
          if (page.length <= limit) break;
          after = keyOfGroup(groups.at(-1)!);
        }
        const valueOf = ({ ruleId, filePath }: ListedFinding) => (by === 'rule' ? ruleId : filePath);
        const met = select(findings, wanted);
        const expected = [...new Set(met.map(valueOf))].map((value): FindingGroup => {
          const ofValue = met.filter((each) => valueOf(each) === value);
          return {
            value,
            count: ofValue.length,
            worstSeverity: [...ofValue].sort((a, b) => rank(a) - rank(b))[0]!.severity,
          };
        });
        expected.sort((a, b) => b.count - a.count || comparePaths(a.value ?? '', b.value ?? ''));
        expect(groups).toEqual(expected);
      }),
    );
  });

  it('finds the same differences between two scans', () => {
    fc.assert(
      fc.property(scan, scan, fc.integer({ min: 0, max: 20 }), (findings, rest, sharedCount) => {
        const shared = findings.slice(0, sharedCount);
        const ids = new Set(shared.map(({ issueId }) => issueId));
        const other = [
          ...rest.filter(({ issueId }) => !ids.has(issueId)),
          ...shared.map((each, at) => ({ ...each, severity: SEVERITIES[at % 5]!, message: `before ${at}` })),
        ];
        const [columns, otherColumns] = [columnsOf(findings, ownersOf), columnsOf(other, ownersOf)];
        const { added, fixed, worsened, former } = compareFindings(columns, otherColumns);
        const inScan = findingReader(columns);
        const inOther = findingReader(otherColumns);
        const formerOf = ({ issueId }: ListedFinding) => other.find((each) => each.issueId === issueId);
        const expected = [...findings].sort(SORTS.severity).filter((each) => {
          const before = formerOf(each);
          return before !== undefined && rank(each) < rank(before);
        });
        expect([...added].map(inScan)).toEqual([...findings].sort(SORTS.severity).filter((each) => !formerOf(each)));
        expect([...fixed].map(inOther)).toEqual(
          [...other].sort(SORTS.severity).filter(({ issueId }) => !findings.some((each) => each.issueId === issueId)),
        );
        expect([...worsened].map(inScan)).toEqual(expected);
        expect([...former].map(inOther)).toEqual(expected.map(formerOf));
      }),
    );
  });

  it('goes on behind any key, also of a path or a line that no finding has', () => {
    fc.assert(
      fc.property(
        scan,
        fc.constantFrom(...PATHS, '', 'm', 'zz'),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        (findings, path, at, severity) => {
          const columns = columnsOf(findings, ownersOf);
          const wanted = aListedFinding({ filePath: path || null, startLine: at || null, issueId: 1_000 as never });
          const key = [path, at, severity, 1_000];
          const order = [...findings].sort(SORTS.path);
          const isBehind = (each: ListedFinding) =>
            (byPath(each, wanted) || byLine(each, wanted) || rank(each) + 1 - severity || byId(each, wanted)) > 0;
          expect(placeAfter(columns, 'path', key)).toBe(order.filter((each) => !isBehind(each)).length);
        },
      ),
    );
  });
});
