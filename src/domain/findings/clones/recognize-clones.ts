import type { MatchedBy } from '../matching/matched-by.js';
import type { NewBecause } from '../tracking/newness.js';
import type { ClonePlace } from './clone.js';
import { type AddedLines, findAddedCopies, isNewClone } from './judge-clone.js';

/** A clone of a scan after tracking. */
export interface TrackedClone {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly newBecause: string | null;
  readonly isSuppressed: boolean;
  /** Hash of its signature; null when its text is unknown. */
  readonly signature: string | null;
  readonly places: readonly ClonePlace[];
}

/** A clone of the scan that a change is compared with, of the same tool. */
export interface KnownClone {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  readonly signature: string | null;
  readonly copies: number;
  /** Files with a copy, under their present paths. */
  readonly files: ReadonlySet<string>;
}

export interface RecognizedClone {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly newBecause: string | null;
  /** The copy at which the finding is reported. */
  readonly place: ClonePlace;
}

const SAME_TEXT: MatchedBy = 'same_text';
const UNTOUCHED: MatchedBy = 'untouched';
/** Evidence of the change, not of an earlier finding. */
const UNRECOGNIZED: readonly (string | null)[] = [null, UNTOUCHED, 'tool_changed' satisfies MatchedBy];

/**
 * Decides for each clone of one tool which problem it is, whether a change brought it and at which copy it is reported.
 * A clone that tracking did not recognize is recognized by the signature of its text. Repeating it changes nothing.
 *
 * @param base known clones; those of pairs that an earlier version stored are left out
 * @param added null when the changed lines are unknown
 * @param written those of them that the change did not move
 */
export function recognizeClones(
  clones: readonly TrackedClone[],
  base: readonly KnownClone[],
  added: AddedLines | null,
  isBaselineScan: boolean,
  written: AddedLines | null = added,
): RecognizedClone[] {
  const known = new KnownClones(base, clones);
  return clones.map((clone) => {
    const before = known.find(clone);
    const isAdopted = before !== null && before.issueId !== clone.issueId;
    const isRecognized = before !== null || !UNRECOGNIZED.includes(clone.matchedBy);
    // The copies of a pair that an earlier version stored are unknown: then it counts as having no more than before.
    const knownCopies = before?.copies ?? (isRecognized ? Infinity : null);
    const isNew =
      !isBaselineScan &&
      !clone.isSuppressed &&
      (isNewIn(clone, knownCopies, added) || (before !== null && isInFurtherFile(clone, before, written)));
    const evidence = isAdopted ? SAME_TEXT : clone.matchedBy;
    return {
      issueId: before?.issueId ?? clone.issueId,
      firstSeenScanId: before?.firstSeenScanId ?? clone.firstSeenScanId,
      isNew,
      matchedBy: isNew ? null : (evidence ?? (isRecognized ? SAME_TEXT : isBaselineScan ? null : UNTOUCHED)),
      newBecause: isNew ? becauseOf(clone, added) : null,
      place: (added && findAddedCopies(clone.places, added)[0]) ?? clone.places[0]!,
    };
  });
}

function becauseOf({ newBecause }: TrackedClone, added: AddedLines | null): string {
  const known: NewBecause = added === null ? 'not_in_base' : 'added_line';
  return added === null ? (newBecause ?? known) : known;
}

/** True when, without changed lines, the text has more copies than before; tracking decides on an unknown text. */
function isNewIn(clone: TrackedClone, knownCopies: number | null, added: AddedLines | null): boolean {
  if (added !== null) return isNewClone({ places: clone.places, knownCopies }, added);
  return knownCopies === null ? clone.isNew : clone.places.length > knownCopies;
}

/**
 * True when the change wrote a copy into a file that had none while every file that had one still has: a whole file that is
 * copied has as many copies as the shorter text that was known in it.
 */
function isInFurtherFile({ places }: TrackedClone, { files }: KnownClone, written: AddedLines | null): boolean {
  if (written === null) return false;
  const now = new Set(places.map(({ filePath }) => filePath));
  if ([...files].some((file) => !now.has(file))) return false;
  return findAddedCopies(places, written).some(({ filePath }) => !files.has(filePath));
}

/** Finds known clones, by their issue or by their text; each is returned once. */
class KnownClones {
  private readonly byIssue: ReadonlyMap<number, KnownClone>;
  private readonly bySignature = new Map<string, KnownClone[]>();

  constructor(base: readonly KnownClone[], clones: readonly TrackedClone[]) {
    this.byIssue = new Map(base.map((clone) => [clone.issueId, clone]));
    const taken = new Set(clones.map(({ issueId }) => issueId));
    for (const clone of base) {
      if (clone.signature === null || taken.has(clone.issueId)) continue;
      const alike = this.bySignature.get(clone.signature);
      if (alike === undefined) this.bySignature.set(clone.signature, [clone]);
      else alike.push(clone);
    }
  }

  find({ issueId, matchedBy, signature }: TrackedClone): KnownClone | null {
    const own = this.byIssue.get(issueId);
    if (own !== undefined) return own;
    if (signature === null || !UNRECOGNIZED.includes(matchedBy)) return null;
    return this.bySignature.get(signature)?.shift() ?? null;
  }
}
