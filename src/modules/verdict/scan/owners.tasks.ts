import { CodeOwners } from '../../../domain/owners/code-owners.js';
import { joinOwners } from '../../../domain/owners/owners-of-paths.js';
import { type ByteTexts, textReader } from '../../../domain/segments/byte-texts.js';
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

/** The file that this thread read last: the turns of one search and requests for pages follow one another. */
let last: { readonly text: string; readonly codeOwners: CodeOwners } | null = null;

/** Finds owners for as many paths as one turn allows, and for one at least. */
export function findOwners({ codeOwners: text, paths, ownersOfPath, from }: OwnersInput): OwnersFound {
  if (last?.text !== text) last = { text, codeOwners: new CodeOwners(text) };
  const { codeOwners } = last;
  const pathAt = textReader(paths);
  const numbers = new Map<string, number>();
  const limit = codeOwners.steps + STEPS_IN_TURN;
  let at = from;
  for (; at < ownersOfPath.length && (at === from || codeOwners.steps < limit); at += 1) {
    const path = pathAt(at);
    const owners = path === '' ? '' : joinOwners(codeOwners.ownersOf(path));
    const number = numbers.get(owners) ?? numbers.size;
    numbers.set(owners, number);
    ownersOfPath[at] = number;
  }
  return { owners: [...numbers.keys()], next: at };
}

/** This function as a task of the worker pool. */
export const OWNERS_TASKS = {
  findOwners: (input: OwnersInput): TaskResult => ({ output: findOwners(input), transfer: [] }),
};
