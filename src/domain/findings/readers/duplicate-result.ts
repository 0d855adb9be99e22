import { type Clone, type ClonePlace, comparePlaces } from '../clones/clone.js';
import { groupCopies } from '../clones/group-copies.js';
import { signatureOf } from '../clones/signature.js';
import { cleanMessage } from './clean-text.js';
import { TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath } from './report-path.js';
import { accepted, PLAIN_EVIDENCE, type ReadResult, rejected } from './reported-result.js';
import { toRegion, toSnippet } from './source-text.js';

/** One rule for the duplicates of every tool that finds nothing else. */
export const DUPLICATED_BLOCK = 'duplicated-block';

/** Place of one copy of a duplicated block. */
export interface DuplicatePlace {
  readonly path: string;
  readonly startLine: number | null;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface DuplicatedBlock {
  /** The copy that the report names first. */
  readonly place: DuplicatePlace;
  readonly others: readonly DuplicatePlace[];
  readonly lines: number | null;
  readonly fragment: string | null;
}

/** A block of a report, or the reason why it cannot be read. */
export type ReadBlock = DuplicatedBlock | { readonly refused: string };

/** A block with a known place, and those of its copies that have one. */
interface PlacedBlock extends DuplicatedBlock {
  readonly filePath: string | null;
  readonly places: readonly ClonePlace[];
}

/** Results that are part of an earlier one of the report. */
const JOINED: ReadResult = { ok: true, result: null };

/**
 * Duplicated blocks as results, one for each text however many copies it has: it is located where the longest of its
 * blocks is named first, takes the place of the first in the report, and names the other places in its message.
 */
export function toDuplicates(tool: string, blocks: readonly ReadBlock[], roots: readonly string[]): ReadResult[] {
  const results: ReadResult[] = blocks.map(() => JOINED);
  const placed = new Map<number, PlacedBlock>();
  blocks.forEach((block, index) => {
    if ('refused' in block) {
      results[index] = rejected(block.refused);
      return;
    }
    const path = normalizeReportPath(block.place.path, roots);
    if (path.ok) placed.set(index, { ...block, filePath: path.path, places: placesOf(block, roots) });
    else results[index] = rejected(path.reason);
  });
  const indices = [...placed.keys()];
  const sets = groupCopies([...placed.values()].map(({ places, fragment }) => ({ places, text: fragment })));
  for (const { members, places } of sets) {
    const longest = placed.get(indices[members[0]!]!)!;
    const first = indices[members.reduce((least, member) => Math.min(least, member))]!;
    results[first] = toDuplicate(tool, longest, places, roots);
  }
  return results;
}

function placesOf({ place, others }: DuplicatedBlock, roots: readonly string[]): ClonePlace[] {
  return [place, ...others].flatMap((each): ClonePlace[] => {
    const path = normalizeReportPath(each.path, roots);
    const { startLine, endLine } = toRegion({ ...each });
    return path.ok && path.path !== null && startLine !== null
      ? [{ filePath: path.path, startLine, endLine: endLine! }]
      : [];
  });
}

function toDuplicate(
  tool: string,
  block: PlacedBlock,
  places: readonly ClonePlace[],
  roots: readonly string[],
): ReadResult {
  const region = toRegion({ ...block.place });
  const lines = block.lines ?? (region.startLine === null ? null : region.endLine! - region.startLine + 1);
  const size = lines === null ? 'Duplicated block' : `Duplicated block of ${lines} lines`;
  const others =
    places.length > 1 ? otherPlaces(block, places) : block.others.map((place) => quoteWritten(place, roots));
  return accepted({
    tool,
    ruleId: DUPLICATED_BLOCK,
    message: withOthers(size, others),
    filePath: block.filePath,
    region,
    snippet: toSnippet(block.fragment),
    context: null,
    scope: null,
    partialFingerprints: {},
    isSuppressed: false,
    clone: places.length > 1 ? toClone(block, places) : undefined,
    evidence: { ...PLAIN_EVIDENCE, duplicatedLines: lines },
  });
}

const toClone = ({ fragment }: PlacedBlock, places: readonly ClonePlace[]): Clone => ({
  places,
  signature: fragment === null ? null : signatureOf(fragment),
});

function otherPlaces({ places: [own] }: PlacedBlock, places: readonly ClonePlace[]): string[] {
  return places.filter((place) => own === undefined || comparePlaces(place, own) !== 0).map(quotePlace);
}

const OTHERS = ', also at ';

const withOthers = (size: string, others: readonly string[]): string =>
  cleanMessage(others.length === 0 ? size : `${size}${OTHERS}${others.join(', ')}`, TEXT_LIMITS.message);

const quotePlace = ({ filePath, startLine }: ClonePlace): string => `"${filePath}:${startLine}"`;

/** Returns the message of a duplicate that is reported at another of its copies: the size stays, `others` are named. */
export const messageAtCopy = (message: string, others: readonly ClonePlace[]): string =>
  withOthers(message.split(OTHERS, 1)[0]!, others.map(quotePlace));

function quoteWritten(place: DuplicatePlace, roots: readonly string[]): string {
  const path = normalizeReportPath(place.path, roots);
  const name = path.ok ? (path.path ?? place.path) : place.path;
  return place.startLine === null ? `"${name}"` : `"${name}:${place.startLine}"`;
}
