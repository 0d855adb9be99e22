import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodeOwners } from '../../domain/owners/code-owners.js';

/** Time for which the event loop may be busy. */
const TURN_MS = 5;

/** Owners of covered files. */
export class FileOwners {
  private readonly codeOwners: CodeOwners | null;

  /** @param text of the repository's CODEOWNERS; null where it is not known */
  constructor(text: string | null) {
    this.codeOwners = text === null ? null : new CodeOwners(text);
  }

  /** The owners of each file, found in several turns of the event loop where that takes long. */
  async ofAll(paths: readonly string[]): Promise<(readonly string[])[]> {
    const owners: (readonly string[])[] = [];
    let turnBegan = performance.now();
    for (const path of paths) {
      owners.push(this.of(path));
      if (performance.now() - turnBegan < TURN_MS) continue;
      await nextTurn();
      turnBegan = performance.now();
    }
    return owners;
  }

  /** The entries whose file has any of these owners, whatever their case; all of them where `owners` is null. */
  async ownedBy<Entry extends { readonly path: string }>(
    entries: readonly Entry[],
    owners: readonly string[] | null,
  ): Promise<readonly Entry[]> {
    if (owners === null) return entries;
    const wanted = new Set(owners.map((owner) => owner.toLowerCase()));
    const found = await this.ofAll(entries.map(({ path }) => path));
    return entries.filter((_, at) => found[at]!.some((owner) => wanted.has(owner.toLowerCase())));
  }

  of(path: string): readonly string[] {
    return this.codeOwners?.ownersOf(path) ?? [];
  }
}
