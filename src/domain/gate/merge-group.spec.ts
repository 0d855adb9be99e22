import { type ChangedFile, changedFile, type Hunk } from '../changes/changed-lines.js';
import { type RepoId, type WaiverId } from '../ids.js';
import { countFindings } from '../ratings/scan-counters.js';
import { type CandidateFinding } from './actions/action-facts.js';
import { GroupJudge, type GroupPart, LineHolders, type Members } from './merge-group.js';
import { DEFAULT_POLICY } from './policy.js';
import { type ScanFacts } from './scan-facts.js';
import { type Waiver } from './waiver.js';

const aFile = (path: string, ...hunks: Hunk[]): ChangedFile =>
  changedFile({
    ...{ path, hunks },
    added: hunks.flatMap(([, , start, lines]) => (lines === 0 ? [] : [[start, start + lines - 1] as const])),
  });

describe('the lines of a merge group', () => {
  const deleted = { ...aFile('gone.test.ts', [1, 9, 0, 0]), status: 'deleted' as const };
  const group = {
    files: [
      aFile('a.ts', [2, 2, 2, 3], [20, 0, 22, 2]),
      aFile('b.ts', [1, 1, 1, 1]),
      aFile('c.ts', [1, 0, 2, 1]),
      deleted,
    ],
  };
  const changes = new Map([
    [8, { files: [aFile('a.ts', [2, 2, 2, 3]), aFile('b.ts', [1, 1, 1, 1])] }],
    [7, { files: [aFile('a.ts', [20, 0, 21, 2]), deleted] }],
  ]);
  const holders = new LineHolders(group, [7, 8], changes);

  it.each<[string, string | null, readonly [number, number] | null, Members]>([
    ['a hunk of one member', 'a.ts', [3, 3], [8]],
    ['an insertion whose lines moved', 'a.ts', [22, 23], [7]],
    ['a range over both', 'a.ts', [4, 30], [7, 8]],
    ['lines between them', 'a.ts', [10, 11], [7, 8]],
    ['a file of one member', 'b.ts', [90, 90], [8]],
    ['a file without a range', 'a.ts', null, [7, 8]],
    ['a file of nobody who is known', 'c.ts', [2, 2], []],
    ['a file that one of them deletes', 'gone.test.ts', null, [7]],
    ['another file', 'd.ts', [1, 1], []],
    ['no file', null, null, []],
  ])('are those of the members that wrote them: %s', (_, path, range, expected) => {
    expect(holders.of(path, range)).toEqual(expected);
  });

  it('are split by members, each line once', () => {
    const parts = holders
      .split()
      .map(({ members, changes: { files } }) => [members, files.map(({ path, added }) => [path, added])]);
    expect(parts).toEqual([
      [[8], [['a.ts', [[2, 4]]], ['b.ts', [[1, 1]]]]], // prettier-ignore
      [[7], [['a.ts', [[22, 23]]]]], // prettier-ignore
      [[], [['c.ts', [[2, 2]]]]], // prettier-ignore
    ]);
  });

  it.each<[string, Parameters<LineHolders['ofTest']>[0], Members]>([
    ['its file', { filePath: 'b.ts', className: 'x' }, [8]],
    ['its class', { filePath: null, className: 'gone.test' }, [7]],
    ['the class of another file', { filePath: null, className: 'other.test' }, []],
    ['nothing', { filePath: null }, []],
  ])('have tests of those that changed their file, known by %s', (_, test, expected) => {
    expect(holders.ofTest(test)).toEqual(expected);
  });

  it('are all of a member that is alone, whatever is known of it', () => {
    expect(new LineHolders(group, [9], new Map()).of('c.ts', [2, 2])).toEqual([9]);
  });
});

describe('waivers of members', () => {
  const high: CandidateFinding = {
    ...{ type: 'bug', severity: 'high', debtKind: 'other', issueId: 1 as never, isNew: true, isToolError: false },
    ...{ filePath: 'a.ts', range: [1, 1], complexity: null },
  };
  const part = (members: Members, count: number): GroupPart => ({
    ...{ members, findings: Array.from({ length: count }, () => high), lines: null },
    ...{ duplication: { duplicated: 0, added: 0 }, suppressions: { added: 0, unexplained: 0, hiddenHigh: 0 } },
    ...{ tests: { failed: 0, missing: 0, newlySkipped: 0 }, loosened: 0 },
  });
  const facts: ScanFacts = {
    ...{ hasFindingsReport: true, isBaselineScan: false, counters: countFindings([]), base: null, tests: null },
    ...{ duplicationPct: null, duplicatedLines: null, newDuplication: null, rating: null },
    coverage: { allLines: null, changedLines: null, hasUnmatchedChange: false, defaultBranchHasCoverage: false },
    ...{ failedTools: [], missingTools: [], owedReports: [] },
  };
  const at = new Date('2026-12-01T00:00:00Z');
  const waiver = (prNumber: number, maxActual: number | null, more: Partial<Waiver> = {}): Waiver => ({
    ...{ id: prNumber as WaiverId, rule: 'new_high_max', repoId: 1 as RepoId, prNumber, maxActual },
    ...{ createdAt: at, expiresAt: null, revokedAt: null, ...more },
  });
  const waived = (waivers: readonly Waiver[], parts: readonly GroupPart[], members: Members = [7, 8]) => {
    const judge = new GroupJudge({ members, parts, waivers }, facts, true);
    const lookup = judge.withMemberWaivers(
      () => null,
      { ...DEFAULT_POLICY, new_high_max: 2 },
      { repoId: 1 as RepoId, at },
    );
    const actual = parts.reduce((sum, { findings }) => sum + findings.length, 0);
    return [judge.causedBy('new_high_max'), lookup('new_high_max', actual)];
  };

  it.each<[string, readonly Waiver[], readonly GroupPart[], unknown[]]>([
    ['below its bound', [waiver(7, 3)], [part([7], 2), part([8], 2)], [[7, 8], 7]],
    ['at its bound', [waiver(7, 2)], [part([7], 2), part([8], 2)], [[7, 8], 7]],
    ['above its bound', [waiver(7, 1)], [part([7], 2), part([8], 2)], [[7, 8], null]],
    ['that leaves the group above the threshold', [waiver(7, null)], [part([7], 1), part([8], 3)], [[7, 8], null]],
    ['of both', [waiver(7, null), waiver(8, null)], [part([7], 3), part([8], 3)], [[7, 8], 7]],
    ['for lines of both', [waiver(8, null)], [part([7], 2), part([7, 8], 5)], [[7, 8], 8]],
    ['beside lines of nobody who is known', [waiver(7, null)], [part([7], 3), part([], 3)], [[7], null]],
    ['that has expired', [waiver(7, null, { expiresAt: at })], [part([7], 3)], [[7], null]],
    ['of another rule', [waiver(7, null, { rule: 'new_medium_max' })], [part([7], 3)], [[7], null]],
    ['of one that holds nothing', [waiver(8, null)], [part([7], 3)], [[7], null]],
  ])('%s', (_, waivers, parts, expected) => {
    expect(waived(waivers, parts)).toEqual(expected);
  });

  it('bound the whole of a group of one', () => {
    expect(waived([waiver(7, 3)], [part([7], 3)], [7])).toEqual([[7], 7]);
    expect(waived([waiver(7, 2)], [part([7], 3)], [7])).toEqual([[7], null]);
  });
});
