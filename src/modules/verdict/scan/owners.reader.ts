import { Injectable } from '@nestjs/common';
import { nobodyOwns, type OwnersOfPaths } from '../../../domain/owners/owners-of-paths.js';
import { type ByteTexts, countTexts, packTexts } from '../../../domain/segments/byte-texts.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { OwnersFound, OwnersInput } from './owners.tasks.js';

/**
 * Finds the owners of paths, in threads alone: patterns are a tenant's text. A thread is given back after a bounded number of steps,
 * so that no file is too much for one, and other organizations take their turns between.
 */
@Injectable()
export class OwnersReader {
  constructor(private readonly pool: WorkerPool) {}

  /** @param codeOwners text of the repository's CODEOWNERS; null where it is not known */
  async find(codeOwners: string | null, paths: ByteTexts): Promise<OwnersOfPaths> {
    const { ownersOfPath, owners } = nobodyOwns(countTexts(paths));
    if (codeOwners === null) return { owners, ownersOfPath };
    const numbers = new Map([['', 0]]);
    for (let from = 0; from < ownersOfPath.length;) {
      const input: OwnersInput = { codeOwners, paths, ownersOfPath, from };
      const found = await this.pool.runInTurn<OwnersFound>('findOwners', input);
      const numberOf = found.owners.map((text) => numbers.get(text) ?? numbers.set(text, numbers.size).size - 1);
      for (; from < found.next; from += 1) ownersOfPath[from] = numberOf[ownersOfPath[from]!]!;
    }
    return { owners: packTexts([...numbers.keys()]), ownersOfPath };
  }
}
