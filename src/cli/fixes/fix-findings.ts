import { type Finding } from '../../domain/findings/finding.js';
import { chooseFix } from '../../domain/findings/fix.js';
import { groupBy } from '../../domain/group-by.js';
import { applyEdits, overlap, type TextEdit, toTextEdits } from './file-edits.js';

/** The working tree and the tool that one round of fixes needs. */
export interface FixPlace {
  /** Text of a file; null for one that is not to be written: no text, a link, or outside of the checkout. */
  readonly read: (file: string) => Promise<string | null>;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Findings of the tool in the working tree as it is now. */
  readonly analyze: () => Promise<readonly Finding[]>;
}

/** Outcome of the fix of a finding. */
export interface FixOutcome {
  readonly finding: Finding;
  readonly result: 'kept' | 'undone' | 'left';
  /** Reason for a fix that was not kept. */
  readonly why: string | null;
}

interface Candidate {
  readonly finding: Finding;
  readonly file: string;
  readonly edits: readonly TextEdit[];
}

interface FixOptions {
  readonly isSafeOnly: boolean;
  readonly place: FixPlace;
}

/** Rounds in which what fixes brought is fixed, and times that all is begun again without what no round could fix. */
const MOST_ROUNDS = 10;
const MOST_TRIES = 3;

/**
 * Applies fixes of one tool's findings, runs the tool again, and keeps those that removed their finding and brought no other one. Fixes
 * that fail together are tried in halves, so that each is judged by itself in the end. A finding that a fix brings is fixed as well, where
 * its tool offers that; what stays takes the fix that brought it along. A file holds its former text and the fixes that were kept,
 * whatever happens.
 *
 * @param before findings of the tool before any fix, all of them
 * @param wanted those to fix, each one of `before`
 */
export async function fixFindings(
  before: readonly Finding[],
  wanted: readonly Finding[],
  { isSafeOnly, place }: FixOptions,
): Promise<readonly FixOutcome[]> {
  const files = new Set(wanted.flatMap(({ filePath }) => filePath ?? []));
  const texts = new Map<string, string | null>();
  for (const file of files) texts.set(file, await place.read(file));
  const restore = async (): Promise<void> => {
    for (const [file, text] of texts) if (text !== null) await place.write(file, text);
  };
  /** Findings that stayed although their tool offers a fix. */
  const staying = new Set<string>();
  const mayCome = (finding: Finding): boolean =>
    finding.filePath !== null &&
    files.has(finding.filePath) &&
    chooseFix(finding, isSafeOnly) !== null &&
    !staying.has(keyOf(finding));
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const outcomes = await fixRound(before, wanted, { isSafeOnly, place, mayCome });
      if (!outcomes.some(({ brings }) => brings)) return outcomes;
      const fixed = outcomes.flatMap(({ finding, result }) => (result === 'kept' ? [finding] : []));
      const left = await fixBrought(before, fixed, { isSafeOnly, place, mayCome });
      if (left.length === 0) return outcomes;
      for (const finding of left) staying.add(keyOf(finding));
      await restore();
    }
  } catch (error) {
    await restore();
    throw error;
  }
  return fixRound(before, wanted, { isSafeOnly, place, mayCome: () => false });
}

interface RoundOptions extends FixOptions {
  /** True for a finding that a fix may bring, as it will be fixed. */
  readonly mayCome: (finding: Finding) => boolean;
}

/** Fixes findings that came with fixes, and those that come with that. Answers what is left of them. */
async function fixBrought(
  before: readonly Finding[],
  fixed: readonly Finding[],
  options: RoundOptions,
): Promise<readonly Finding[]> {
  for (let round = 0; ; round += 1) {
    const now = await options.place.analyze();
    const brought = leftBy(before, now, fixed);
    if (brought.length === 0 || round === MOST_ROUNDS) return brought;
    const outcomes = await fixRound(now, brought, options);
    if (!outcomes.some(({ result }) => result === 'kept')) return brought;
  }
}

/** One round of `fixFindings`, whose fixes may bring some findings. */
async function fixRound(
  before: readonly Finding[],
  wanted: readonly Finding[],
  { isSafeOnly, place, mayCome }: RoundOptions,
): Promise<readonly (FixOutcome & { readonly brings: boolean })[]> {
  const texts = new Map<string, string | null>();
  const outcomes = new Map<Finding, FixOutcome>();
  let brings = false;
  const leave = (finding: Finding, why: string) => outcomes.set(finding, { finding, result: 'left', why });
  const candidates: Candidate[] = [];
  for (const finding of wanted) {
    const fix = chooseFix(finding, isSafeOnly);
    const file = finding.filePath;
    if (fix === null || file === null) continue;
    if (!texts.has(file)) texts.set(file, await place.read(file));
    const text = texts.get(file) ?? null;
    const edits = text === null ? null : toTextEdits(fix, text);
    if (edits === null) leave(finding, text === null ? 'its file cannot be written' : 'it does not match the file');
    else if (candidates.some((other) => other.file === file && edits.some((edit) => meets(edit, other.edits))))
      leave(finding, 'it overlaps another fix: run qgate fix again');
    else candidates.push({ finding, file, edits });
  }

  const writeAll = async (chosen: readonly Candidate[]): Promise<void> => {
    for (const file of new Set(candidates.map((candidate) => candidate.file))) {
      const edits = chosen.filter((candidate) => candidate.file === file).flatMap((candidate) => candidate.edits);
      await place.write(file, applyEdits(texts.get(file)!, edits));
    }
  };
  let kept: readonly Candidate[] = [];
  const tryAll = async (some: readonly Candidate[]): Promise<void> => {
    if (some.length === 0) return;
    await writeAll([...kept, ...some]);
    const after = await place.analyze();
    const fault = faultOf(before, after, [...kept, ...some], mayCome);
    if (fault === null) {
      kept = [...kept, ...some];
      const fixed = kept.map(({ finding }) => finding);
      brings = leftBy(before, after, fixed).length > 0;
      for (const { finding } of some) outcomes.set(finding, { finding, result: 'kept', why: null });
    } else if (some.length === 1)
      outcomes.set(some[0]!.finding, { finding: some[0]!.finding, result: 'undone', why: fault });
    else {
      const half = Math.ceil(some.length / 2);
      await tryAll(some.slice(0, half));
      await tryAll(some.slice(half));
    }
  };
  try {
    await tryAll(candidates);
  } finally {
    await writeAll(kept);
  }
  return wanted.flatMap((finding) => {
    const outcome = outcomes.get(finding);
    return outcome === undefined ? [] : [{ ...outcome, brings }];
  });
}

const meets = (edit: TextEdit, others: readonly TextEdit[]): boolean => others.some((other) => overlap(edit, other));

/** Reason why some fixes are not to be kept together; null where nothing is left of them, nor came with them, that may not come. */
function faultOf(
  before: readonly Finding[],
  after: readonly Finding[],
  applied: readonly Candidate[],
  mayCome: RoundOptions['mayCome'],
): string | null {
  const fixed = applied.map(({ finding }) => finding);
  const refused = leftBy(before, after, fixed).filter((finding) => !mayCome(finding));
  const keys = new Set(fixed.map(keyOf));
  if (refused.some((finding) => keys.has(keyOf(finding)))) return 'its finding is still there';
  const [brought] = refused;
  return brought === undefined ? null : `it introduces ${brought.ruleId} in ${brought.filePath ?? 'the checkout'}`;
}

/**
 * Findings of which there are more than before without those that were fixed. Of alike ones, which nothing tells apart, those nearest to
 * a fix: a fix may bring the same finding again, as one of nested parentheses does.
 */
function leftBy(before: readonly Finding[], after: readonly Finding[], fixed: readonly Finding[]): readonly Finding[] {
  const [had, gone] = [countByKey(before), countByKey(fixed)];
  const distanceOf = ({ filePath, region }: Finding): number =>
    fixed.reduce((least, other) => {
      const lines = Math.abs((other.region.startLine ?? 0) - (region.startLine ?? 0));
      return other.filePath === filePath && lines < least ? lines : least;
    }, Number.MAX_SAFE_INTEGER);
  return [...groupBy(after, keyOf)].flatMap(([key, alike]) => {
    const more = alike.length - (had.get(key) ?? 0) + (gone.get(key) ?? 0);
    return more <= 0 ? [] : alike.toSorted((one, other) => distanceOf(one) - distanceOf(other)).slice(0, more);
  });
}

/** Lines move with fixes: findings are told apart by what they say, and counted. */
const keyOf = ({ ruleId, filePath, message }: Finding): string => JSON.stringify([ruleId, filePath, message]);

function countByKey(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}
