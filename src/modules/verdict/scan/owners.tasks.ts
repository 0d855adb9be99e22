import { CodeOwners, isWithinLimits } from '../../../domain/owners/code-owners.js';
import { joinOwners, type OwnersOfPaths } from '../../../domain/owners/owners-of-paths.js';
import { packOwners, unpackOwners } from '../../../domain/owners/stored-owners.js';
import { type ByteTexts, packTexts, textReader } from '../../../domain/segments/byte-texts.js';
import type { TaskResult } from '../../../platform/workers/serve-tasks.js';

/** Steps after which a thread is free for others, some 0.2 s: `PathPatterns`. */
const STEPS_IN_TURN = 50_000_000;

/** Paths whose owners are looked for, beginning with the number `from`. */
export interface OwnersInput {
  /** Text of the repository's CODEOWNERS. */
  readonly codeOwners: string;
  readonly paths: ByteTexts;
  /** Numbers of the owners found, by the number of the path; in shared memory. */
  readonly ownersOfPath: Uint32Array;
  readonly from: number;
}

/** Owners that were found, each choice of them once, and the path at which the next turn begins. */
export interface OwnersFound {
  readonly owners: readonly string[];
  readonly next: number;
}

/** Owners that are stored, and the key that tells these contents from others. */
export interface StoredContents {
  readonly contents: readonly Uint8Array[];
  readonly key: string;
}

/** Paths whose owners are looked up among those that are stored. */
export interface StoredOwnersInput extends StoredContents {
  readonly paths: ByteTexts;
  /** As in `OwnersInput`. */
  readonly ownersOfPath: Uint32Array;
}

/** Stored owners, each choice of them once after the empty one, and the paths that have none stored. */
export interface StoredOwnersFound {
  readonly owners: readonly string[];
  readonly unknown: { readonly numbers: Uint32Array; readonly paths: ByteTexts };
}

/** The file that this thread read last: the turns of one search and requests for pages follow one another. */
let last: { readonly text: string; readonly codeOwners: CodeOwners } | null = null;
/** The stored owners that this thread read last. */
let lastStored: { readonly key: string; readonly ownersOf: ReadonlyMap<string, string> } | null = null;

/** Numbers texts in the order in which they come, from those that are there. */
function numbering(texts: string[]): (text: string) => number {
  const numbers = new Map(texts.map((text, number) => [text, number]));
  return (text) => {
    const number = numbers.get(text) ?? texts.push(text) - 1;
    numbers.set(text, number);
    return number;
  };
}

/** Finds owners for as many paths as one turn allows, and for one at least. */
export function findOwners({ codeOwners: text, paths, ownersOfPath, from }: OwnersInput): OwnersFound {
  // A text that an import stored was never checked.
  if (last?.text !== text) last = { text, codeOwners: new CodeOwners(isWithinLimits(text) ? text : '') };
  const { codeOwners } = last;
  const pathAt = textReader(paths);
  const owners: string[] = [];
  const numberOf = numbering(owners);
  const limit = codeOwners.steps + STEPS_IN_TURN;
  let at = from;
  for (; at < ownersOfPath.length && (at === from || codeOwners.steps < limit); at += 1) {
    const path = pathAt(at);
    ownersOfPath[at] = numberOf(path === '' ? '' : joinOwners(codeOwners.ownersOf(path)));
  }
  return { owners, next: at };
}

function openStored({ contents, key }: StoredContents): ReadonlyMap<string, string> {
  if (lastStored?.key !== key) lastStored = { key, ownersOf: unpackOwners(contents) };
  return lastStored.ownersOf;
}

/** Looks owners up without matching a pattern. */
export function lookUpOwners({ paths, ownersOfPath, ...stored }: StoredOwnersInput): StoredOwnersFound {
  const ownersOf = openStored(stored);
  const pathAt = textReader(paths);
  const owners = [''];
  const numberOf = numbering(owners);
  const unknown: string[] = [];
  const numbers: number[] = [];
  for (let at = 0; at < ownersOfPath.length; at += 1) {
    const path = pathAt(at);
    const found = path === '' ? '' : ownersOf.get(path);
    ownersOfPath[at] = numberOf(found ?? '');
    if (found !== undefined) continue;
    unknown.push(path);
    numbers.push(at);
  }
  return { owners, unknown: { numbers: Uint32Array.from(numbers), paths: packTexts(unknown) } };
}

/** Separates paths, of which none has it: one text crosses to another thread in less time than many. */
export const PATH_SEPARATOR = '\0';

/** Paths of which no owners are stored, each once. */
export function findUnowned({ paths, ...stored }: StoredContents & { readonly paths: string }): ByteTexts {
  const ownersOf = openStored(stored);
  const unknown = new Set(paths.split(PATH_SEPARATOR).filter((path) => path !== '' && !ownersOf.has(path)));
  return packTexts([...unknown]);
}

/** Owners to store, beside those of contents that are stored in their place. */
export interface PackOwnersInput {
  readonly paths: ByteTexts;
  readonly found: OwnersOfPaths;
  readonly contents: readonly Uint8Array[];
}

function packFound({ paths, found, contents }: PackOwnersInput): Uint8Array<ArrayBuffer> {
  const ownersOf = unpackOwners(contents);
  const [pathAt, ownersAt] = [textReader(paths), textReader(found.owners)];
  found.ownersOfPath.forEach((number, at) => ownersOf.set(pathAt(at), ownersAt(number)));
  return packOwners(ownersOf);
}

/** These functions as tasks of the worker pool. */
export const OWNERS_TASKS = {
  findOwners: (input: OwnersInput): TaskResult => ({ output: findOwners(input), transfer: [] }),
  lookUpOwners: (input: StoredOwnersInput): TaskResult => ({ output: lookUpOwners(input), transfer: [] }),
  findUnowned: (input: Parameters<typeof findUnowned>[0]): TaskResult => ({ output: findUnowned(input), transfer: [] }),
  packOwners: (input: PackOwnersInput): TaskResult => {
    const content = packFound(input);
    return { output: content, transfer: [content.buffer] };
  },
};
