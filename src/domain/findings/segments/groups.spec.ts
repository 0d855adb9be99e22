import fc from 'fast-check';
import { PROBLEM_TYPES } from '../finding.js';
import { MATCHED_BY } from '../matching/matched-by.js';
import {
  type FindingGroup,
  flagsOf,
  isSuppressedOnBaseGroup,
  isUntouchedGroup,
  joinGroups,
  toCounted,
} from './groups.js';
import { codeOfKind, type FindingKind } from './kinds.js';
import { codeOfState, type RowState } from './row-states.js';

const BUG: FindingKind = { type: 'bug', severity: 'high', debtKind: 'other', isSuppressed: false };
const INHERITED: RowState = { isNew: false, matchedBy: 'unchanged', newBecause: null, isSuppressedOnBase: false };
const UNTOUCHED: RowState = { ...INHERITED, matchedBy: 'untouched' };

const groupOf = (kind: Partial<FindingKind>, state: Partial<RowState>, count = 1): FindingGroup => [
  codeOfKind({ ...BUG, ...kind }),
  flagsOf(codeOfState({ ...INHERITED, ...state })),
  count,
];

describe('joinGroups', () => {
  const group = fc.tuple(fc.nat(200), fc.nat(7), fc.integer({ min: -3, max: 3 }));

  it('adds up what counts alike, and leaves out what comes to nothing', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const sums = new Map<string, number>();
        for (const [kind, flags, count] of groups)
          sums.set(`${kind} ${flags}`, (sums.get(`${kind} ${flags}`) ?? 0) + count);
        const joined = joinGroups(groups).map(([kind, flags, count]) => [`${kind} ${flags}`, count] as const);
        expect(new Map(joined)).toEqual(new Map([...sums].filter(([, count]) => count !== 0)));
        expect(joined).toHaveLength(new Map(joined).size);
      }),
    );
  });

  it('has one order, whatever came first', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        expect(joinGroups([...groups].reverse())).toEqual(joinGroups(groups));
      }),
    );
  });
});

describe('a group', () => {
  it.each<[string, FindingGroup, object]>([
    ['new', groupOf({}, { isNew: true, matchedBy: null, newBecause: 0 }), { isNew: true, isSuppressed: false }],
    ['inherited', groupOf({}, {}), { isNew: false, isSuppressed: false }],
    [
      'of a new rule',
      groupOf({}, { matchedBy: 'tool_changed' }),
      { isNew: false, isSuppressed: false, isOfNewRule: true },
    ],
    ['suppressed by its report', groupOf({ isSuppressed: true }, {}), { isNew: false, isSuppressed: true }],
    ['suppressed on the base', groupOf({}, { isSuppressedOnBase: true }), { isNew: false, isSuppressed: true }],
  ])('of findings that are %s is counted as such', (_, group, expected) => {
    const { type, severity, debtKind } = BUG;
    expect(toCounted(group)).toEqual({
      type,
      severity,
      debtKind,
      toolLevel: null,
      isFalsePositive: false,
      isAccepted: false,
      isOfNewRule: false,
      count: 1,
      ...expected,
    });
  });

  it.each([
    [true, groupOf({}, { isSuppressedOnBase: true })],
    [false, groupOf({ isSuppressed: true }, { isNew: true, matchedBy: null, newBecause: 0 })],
  ])('of findings that are suppressed on the base alone: %s', (expected, group) => {
    expect(isSuppressedOnBaseGroup(group)).toBe(expected);
  });

  it.each<[string, FindingGroup]>([
    ['suppressed by its report', groupOf({ isSuppressed: true }, UNTOUCHED)],
    ['suppressed on the base', groupOf({}, { ...UNTOUCHED, isSuppressedOnBase: true })],
    ['a coverage gap', groupOf({ type: 'coverage_gap' }, UNTOUCHED)],
  ])('of a finding that the change left alone is none where the finding is %s', (_, group) => {
    expect(isUntouchedGroup(group)).toBe(false);
  });

  it('is of findings that the change left alone by that one reason, whatever their type', () => {
    const reasons = MATCHED_BY.filter((matchedBy) => isUntouchedGroup(groupOf({}, { matchedBy })));
    expect(reasons).toEqual(['untouched']);
    const types = PROBLEM_TYPES.filter((type) => !isUntouchedGroup(groupOf({ type }, UNTOUCHED)));
    expect(types).toEqual(['coverage_gap']);
  });
});
