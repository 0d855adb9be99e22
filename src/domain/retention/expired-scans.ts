import { type RetentionSettings } from './retention-settings.js';

/** A scan whose details are stored. Ids rise with time. */
export interface DetailedScan<Id extends number> {
  readonly id: Id;
  readonly branch: string;
  readonly prNumber: number | null;
  readonly state: 'pending' | 'completed' | 'failed';
  readonly createdAt: Date;
  readonly deadlineAt: Date;
  readonly completedAt: Date | null;
  readonly mayBeBase: boolean;
  /** Its branch was deleted at the forge after it. */
  readonly isBranchDeleted: boolean;
  /** Scan that it was compared with; null where there was none. */
  readonly baseId: Id | null;
}

/** Facts of a repository that retention depends on beside its scans. */
export interface RetentionFacts<Id extends number> {
  readonly isBaselineBranch: (branch: string) => boolean;
  /** Scans that a baseline rests on, and those with which pending scans will be compared. */
  readonly pinned: ReadonlySet<Id>;
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Scans of one repository whose details go, oldest first. Details stay
 *
 * - of a change (a pull request) until `changeDetailsDays` after its last scan;
 * - of a baseline branch for the last `branchScans` completed scans, and for `branchDailyDays` for the last one of each day
 *   in UTC;
 * - of another branch for the last `branchScans` scans, until `changeDetailsDays` after its last one or until it is deleted;
 * - in any case of the newest completed scan of each baseline branch, of what is pinned, of the base of each change that
 *   stays, and of a pending scan before its deadline.
 *
 * @param scans all scans of the repository with details
 */
export function expiredScans<Id extends number>(
  scans: readonly DetailedScan<Id>[],
  settings: RetentionSettings,
  facts: RetentionFacts<Id>,
): Id[] {
  const kept = new Set<Id>(facts.pinned);
  for (const line of linesOf(scans)) {
    const stays = keptOfLine(line, settings, facts);
    for (const { id } of stays) kept.add(id);
    // Coverage that comes late has a change compared with its base again.
    if (!isOfBaseline(line, facts)) for (const { baseId } of stays) if (baseId !== null) kept.add(baseId);
  }
  return scans
    .filter(({ id, state, deadlineAt }) => !kept.has(id) && !(state === 'pending' && deadlineAt > facts.now))
    .map(({ id }) => id)
    .sort((one, other) => one - other);
}

/** Scans of a pull request, or of a branch outside of pull requests. */
type Line<Id extends number> = readonly [DetailedScan<Id>, ...DetailedScan<Id>[]];

function linesOf<Id extends number>(scans: readonly DetailedScan<Id>[]): Line<Id>[] {
  const lines = new Map<number | string, [DetailedScan<Id>, ...DetailedScan<Id>[]]>();
  for (const scan of scans) {
    const key = scan.prNumber ?? scan.branch;
    const line = lines.get(key);
    if (line) line.push(scan);
    else lines.set(key, [scan]);
  }
  return [...lines.values()];
}

const isOfBaseline = <Id extends number>([{ prNumber, branch }]: Line<Id>, facts: RetentionFacts<Id>): boolean =>
  prNumber === null && facts.isBaselineBranch(branch);

function keptOfLine<Id extends number>(
  line: Line<Id>,
  settings: RetentionSettings,
  facts: RetentionFacts<Id>,
): DetailedScan<Id>[] {
  if (isOfBaseline(line, facts)) return keptOfBaseline(line, settings, facts.now);
  const scans = newestFirst(line);
  const lastAt = Math.max(...line.map(({ createdAt }) => createdAt.getTime()));
  if (!isWithin(lastAt, settings.changeDetailsDays, facts.now)) return [];
  if (line[0].prNumber !== null) return scans;
  return scans[0]!.isBranchDeleted ? [] : scans.slice(0, settings.branchScans);
}

function keptOfBaseline<Id extends number>(
  line: Line<Id>,
  { branchScans, branchDailyDays, changeDetailsDays }: RetentionSettings,
  now: Date,
): DetailedScan<Id>[] {
  const completed = newestCompleted(line);
  return [
    ...completed.slice(0, Math.max(branchScans, 1)),
    ...completed.filter(({ mayBeBase }) => mayBeBase).slice(0, 1),
    ...lastOfEachDay(completed.filter((scan) => isWithin(timeOf(scan), branchDailyDays, now))),
    ...line.filter(
      ({ state, createdAt }) => state !== 'completed' && isWithin(createdAt.getTime(), changeDetailsDays, now),
    ),
  ];
}

const newestFirst = <Id extends number>(scans: readonly DetailedScan<Id>[]): DetailedScan<Id>[] =>
  [...scans].sort((one, other) => other.id - one.id);

const newestCompleted = <Id extends number>(line: Line<Id>): DetailedScan<Id>[] =>
  newestFirst(line.filter(({ state }) => state === 'completed'));

/** @param completed the newest first */
function lastOfEachDay<Id extends number>(completed: readonly DetailedScan<Id>[]): DetailedScan<Id>[] {
  const days = new Map<number, DetailedScan<Id>>();
  for (const scan of completed) {
    const day = Math.floor(timeOf(scan) / DAY_MS);
    if (!days.has(day)) days.set(day, scan);
  }
  return [...days.values()];
}

const timeOf = <Id extends number>({ completedAt, createdAt }: DetailedScan<Id>): number =>
  (completedAt ?? createdAt).getTime();

const isWithin = (timeMs: number, days: number, now: Date): boolean => now.getTime() - timeMs < days * DAY_MS;
