import { type Finding } from '../../domain/findings/finding.js';
import { chooseFix } from '../../domain/findings/fix.js';
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

/**
 * Applies fixes of one tool's findings, runs the tool again, and keeps those that removed their finding and brought no other one. Fixes
 * that fail together are tried in halves, so that each is judged by itself in the end. A file holds its former text and the
 * fixes that were kept, whatever happens.
 *
 * @param before findings of the tool before any fix, all of them
 * @param wanted those to fix, each one of `before`
 */
export async function fixFindings(
  before: readonly Finding[],
  wanted: readonly Finding[],
  { isSafeOnly, place }: { readonly isSafeOnly: boolean; readonly place: FixPlace },
): Promise<readonly FixOutcome[]> {
  const texts = new Map<string, string | null>();
  const outcomes = new Map<Finding, FixOutcome>();
  const leave = (finding: Finding, why: string) => outcomes.set(finding, { finding, result: 'left', why });
  const candidates: Candidate[] = [];
  for (const finding of wanted) {
    const fix = chooseFix(finding, isSafeOnly);
    const file = finding.filePath;
    if (fix === null || file === null) continue;
    if (!texts.has(file)) texts.set(file, await place.read(file));
    const text = texts.get(file) ?? null;
    const edits = text === null ? null : toTextEdits(fix, text);
    if (edits === null) leave(finding, text === null ? 'its file cannot be written' : 'it does not fit the file');
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
    const fault = faultOf(before, await place.analyze(), [...kept, ...some]);
    if (fault === null) {
      kept = [...kept, ...some];
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
  return wanted.flatMap((finding) => outcomes.get(finding) ?? []);
}

const meets = (edit: TextEdit, others: readonly TextEdit[]): boolean => others.some((other) => overlap(edit, other));

/** Reason why some fixes are not to be kept together; null where each removed its finding and none brought another. */
function faultOf(before: readonly Finding[], after: readonly Finding[], applied: readonly Candidate[]): string | null {
  const [had, has] = [countByKey(before), countByKey(after)];
  const fixed = countByKey(applied.map(({ finding }) => finding));
  for (const [key, count] of fixed)
    if ((has.get(key) ?? 0) > (had.get(key) ?? 0) - count) return 'its finding is still there';
  const brought = after.find((finding) => (has.get(keyOf(finding)) ?? 0) > (had.get(keyOf(finding)) ?? 0));
  return brought === undefined ? null : `it brings ${brought.ruleId} in ${brought.filePath ?? 'the checkout'}`;
}

/** Lines move with fixes: findings are told apart by what they say, and counted. */
const keyOf = ({ ruleId, filePath, message }: Finding): string => JSON.stringify([ruleId, filePath, message]);

function countByKey(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}
