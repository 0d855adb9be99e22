import { type ChangedFile, type ChangedLines, type Hunk, type LineRange } from '../changes/changed-lines.js';
import { intersectRanges, mergeRanges } from '../changes/line-ranges.js';
import { type BranchCounts } from '../coverage/measure-change.js';
import { countFindings } from '../ratings/scan-counters.js';
import { type SuppressionFacts } from '../suppressions/suppressions-evidence.js';
import { isFileOf } from '../test-results/deleted-with-source.js';
import { type CandidateFinding, type PlacedTest } from './actions/action-facts.js';
import { type WaiverLookup } from './evaluate-gate.js';
import { type GateMeasures, measureScan } from './measure-scan.js';
import { type GatePolicy, thresholdOf } from './policy.js';
import { isBroken, type RuleName, RULES } from './rules.js';
import { type DuplicatedLines, type LineTotals, type ScanFacts, type TestFacts } from './scan-facts.js';
import { findWaiver, type Waiver, type WaiverSituation } from './waiver.js';

/** Numbers of pull requests, ascending. */
export type Members = readonly number[];

/** Added lines of a file with the members that wrote them. */
interface HeldLines {
  readonly members: Members;
  readonly range: LineRange;
}

/** The part of a group's change that some members wrote together, mostly one of them. */
export interface HeldPart {
  readonly members: Members;
  readonly changes: ChangedLines;
}

/** Facts on the lines that some members wrote. */
export interface GroupPart {
  readonly members: Members;
  readonly findings: readonly CandidateFinding[];
  /** Executable lines among them; null where coverage is unknown. */
  readonly lines: (LineTotals & BranchCounts & { readonly untestedFiles: number }) | null;
  readonly duplication: DuplicatedLines;
  readonly suppressions: SuppressionFacts;
  /** Tests in files that they changed. */
  readonly tests: Required<TestFacts>;
  /** Loosened settings in files that they changed. */
  readonly loosened: number;
}

/** All that a merge group is judged by beside its own facts. */
export interface GroupFacts {
  readonly members: Members;
  readonly parts: readonly GroupPart[];
  /** Those in force of its pull requests. */
  readonly waivers: readonly Waiver[];
}

/** The members whose lines the change of a group consists of, by their own changes. */
export class LineHolders {
  private readonly held = new Map<string, readonly HeldLines[]>();
  /** Members that changed a file, deleted ones among them, by its path and the one that it had. */
  private readonly writers = new Map<string, Members>();

  /** @param changesOf by the numbers of members, as far as they are known */
  constructor(
    private readonly changes: ChangedLines,
    members: Members,
    changesOf: ReadonlyMap<number, ChangedLines>,
  ) {
    const filesOf = [...changesOf].map(
      ([member, { files }]) => [member, new Map(files.map((file) => [file.path, file]))] as const,
    );
    for (const file of changes.files) {
      const own = filesOf.flatMap(([member, files]) => {
        const changed = files.get(file.path);
        return changed === undefined ? [] : [{ member, changed }];
      });
      this.held.set(file.path, members.length === 1 ? allOf(file, members) : linesOf(file, own));
      const writers = members.length === 1 ? members : ascending(own.map(({ member }) => member));
      for (const path of [file.oldPath ?? file.path, file.path]) this.writers.set(path, writers);
    }
  }

  /** The members that wrote lines of a range or, where none did, changed the file. */
  of(path: string | null, range: LineRange | null): Members {
    const held = range === null ? [] : (this.held.get(path ?? '') ?? []);
    const within = held.filter(({ range: [from, to] }) => from <= range![1] && to >= range![0]);
    return within.length > 0
      ? ascending(within.flatMap(({ members }) => members))
      : (this.writers.get(path ?? '') ?? []);
  }

  /** The members that changed the file of a test; by its class where the report names no file. */
  ofTest({ filePath, className }: Pick<PlacedTest, 'filePath' | 'className'>): Members {
    if (filePath !== null) return this.of(filePath, null);
    if (!className) return [];
    const named = [...this.writers].filter(([path]) => isFileOf(path, className));
    return ascending(named.flatMap(([, members]) => members));
  }

  /** The change in parts that the same members wrote. */
  split(): HeldPart[] {
    const parts = new Map<string, { members: Members; files: ChangedFile[] }>();
    for (const file of this.changes.files) {
      const ranges = new Map<string, { members: Members; ranges: LineRange[] }>();
      for (const { members, range } of this.held.get(file.path)!) {
        const part = ranges.get(members.join()) ?? { members, ranges: [] };
        part.ranges.push(range);
        ranges.set(members.join(), part);
      }
      for (const [key, { members, ranges: own }] of ranges) {
        const part = parts.get(key) ?? { members, files: [] };
        part.files.push({ ...file, added: intersectRanges(file.added, mergeRanges(own)) });
        parts.set(key, part);
      }
    }
    return [...parts.values()].map(({ members, files }) => ({ members, changes: { files } }));
  }
}

const ascending = (members: Members): Members => [...new Set(members)].sort((one, other) => one - other);

const allOf = ({ added }: ChangedFile, members: Members): HeldLines[] => added.map((range) => ({ members, range }));

/** Hunks of a group are those of its members at the same old lines; what several members changed there is of them all. */
function linesOf(
  file: ChangedFile,
  own: readonly { readonly member: number; readonly changed: ChangedFile }[],
): HeldLines[] {
  const everyone = ascending(own.map(({ member }) => member));
  if (own.length < 2 || file.hunks === null) return allOf(file, everyone);
  return file.hunks
    .filter(([, , , lines]) => lines > 0)
    .map((hunk) => {
      const writers = own.filter(({ changed }) => changed.hunks?.some((other) => meets(hunk, other)) ?? true);
      const members = ascending(writers.map(({ member }) => member));
      return { members: members.length > 0 ? members : everyone, range: [hunk[2], hunk[2] + hunk[3] - 1] };
    });
}

const meets = ([start, lines]: Hunk, [otherStart, otherLines]: Hunk): boolean =>
  start <= otherStart + Math.max(0, otherLines - 1) && otherStart <= start + Math.max(0, lines - 1);

/** For a rule on the whole code the rule that counts what its breach comes from. */
const COUNTED_BY: Partial<Readonly<Record<RuleName, RuleName>>> = {
  rating_min: 'change_rating_min',
  duplication_pct_max: 'new_duplication_pct_max',
  new_coverage_min: 'new_uncovered_max',
  overall_coverage_min: 'new_uncovered_max',
  coverage_drop_max: 'new_uncovered_max',
};

/** Judges which members of a merge group break its rules, and which of their waivers count. */
export class GroupJudge {
  constructor(
    private readonly group: GroupFacts,
    private readonly facts: ScanFacts,
    private readonly isNewOnly: boolean,
  ) {}

  /** Members whose lines hold what breaks a rule, ascending. */
  causedBy(rule: RuleName): Members {
    const counted = COUNTED_BY[rule] ?? rule;
    return ascending(this.group.members.filter((member) => isHeld(counted, this.measure([member])[counted])));
  }

  /**
   * Adds to a lookup the waivers of members: one counts for what the lines of its pull request hold, within its own bound. Without
   * what such lines hold the group has to meet the rule.
   */
  withMemberWaivers(
    lookup: WaiverLookup,
    policy: GatePolicy,
    situation: Omit<WaiverSituation, 'prNumber'>,
  ): WaiverLookup {
    return (rule, actual) => {
      const ofGroup = lookup(rule, actual);
      if (ofGroup !== null || actual === null) return ofGroup;
      const isAlone = this.group.members.length === 1;
      const waived = this.causedBy(rule).flatMap((member) => {
        const own = isAlone ? actual : actualOf(this.measure([member])[rule]);
        const waivers = this.group.waivers.filter(({ prNumber }) => prNumber === member);
        const waiver = findWaiver(waivers, { ...situation, prNumber: member, rule, actual: own });
        return waiver === null ? [] : [{ member, id: waiver.id }];
      });
      const [first] = waived;
      if (first === undefined) return null;
      if (isAlone) return first.id;
      const rest = actualOf(this.measure(this.membersBeside(waived.map(({ member }) => member)), true)[rule]);
      const threshold = thresholdOf(policy, rule);
      return threshold !== null && (rest === null || !isBroken(rule, rest, threshold)) ? first.id : null;
    };
  }

  private membersBeside(some: Members): Members {
    return this.group.members.filter((member) => !some.includes(member));
  }

  /**
   * Measures of the lines of some members alone.
   *
   * @param isOnlyTheirs lines that others wrote as well do not count, and those that nobody is known to have written do
   */
  private measure(members: Members, isOnlyTheirs = false): GateMeasures {
    const parts = this.group.parts.filter(({ members: own }) =>
      isOnlyTheirs ? own.every((each) => members.includes(each)) : own.some((each) => members.includes(each)),
    );
    return measureScan(factsOf(this.facts, parts), this.isNewOnly);
  }
}

const actualOf = (measure: GateMeasures[RuleName]) => ('actual' in measure ? measure.actual : null);

/** True where lines hold any of what the rule counts. */
function isHeld(rule: RuleName, measure: GateMeasures[RuleName]): boolean {
  const actual = actualOf(measure);
  if (actual === null) return false;
  if (typeof actual === 'number') return actual > 0;
  if (typeof actual === 'string') return actual !== 'A';
  return RULES[rule].comparison === 'min' ? actual.part < actual.total : actual.part > 0;
}

/** Facts of a group with what its parts add up to in place of what the whole change adds. */
function factsOf(facts: ScanFacts, parts: readonly GroupPart[]): ScanFacts {
  const sum = (of: (part: GroupPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const isCovered = facts.coverage.changedLines !== null;
  const counters = countFindings(
    parts.flatMap(({ findings }) =>
      findings.map((finding) => ({
        ...{ ...finding, isFalsePositive: false, isSuppressed: false },
        toolLevel: finding.isToolError ? ('error' as const) : null,
      })),
    ),
  );
  return {
    ...facts,
    counters,
    newDuplication: facts.newDuplication && {
      duplicated: sum(({ duplication }) => duplication.duplicated),
      added: sum(({ duplication }) => duplication.added),
    },
    suppressions: facts.suppressions && {
      added: sum(({ suppressions }) => suppressions.added),
      unexplained: sum(({ suppressions }) => suppressions.unexplained),
      hiddenHigh: sum(({ suppressions }) => suppressions.hiddenHigh),
    },
    tests: facts.tests && {
      failed: sum(({ tests }) => tests.failed),
      missing: sum(({ tests }) => tests.missing),
      newlySkipped: sum(({ tests }) => tests.newlySkipped),
    },
    loosened: facts.loosened == null ? null : sum(({ loosened }) => loosened),
    coverage: {
      ...facts.coverage,
      ...(isCovered && {
        changedLines: {
          linesTotal: sum(({ lines }) => lines?.linesTotal ?? 0),
          linesCovered: sum(({ lines }) => lines?.linesCovered ?? 0),
        },
        addedBranches: {
          branchesTotal: sum(({ lines }) => lines?.branchesTotal ?? 0),
          branchesCovered: sum(({ lines }) => lines?.branchesCovered ?? 0),
        },
        untestedFiles: sum(({ lines }) => lines?.untestedFiles ?? 0),
      }),
    },
  };
}
