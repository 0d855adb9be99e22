import { splitOwners } from '../../../domain/owners/owners-of-paths.js';
import { packTexts, textReader } from '../../../domain/segments/byte-texts.js';
import type { OwnedScan, OwnersReader } from '../scan/owners.reader.js';

/** Paths that are packed within 2 ms. */
const PACKED_AT_ONCE = 5_000;

/** Owners of covered files. */
export class FileOwners {
  /** @param scan null for one without a CODEOWNERS */
  constructor(
    private readonly finder: OwnersReader,
    private readonly scan: OwnedScan | null,
  ) {}

  /** The owners of each file. */
  async ofAll(paths: readonly string[]): Promise<(readonly string[])[]> {
    const found: (readonly string[])[] = [];
    for (let from = 0; from < paths.length; from += PACKED_AT_ONCE) {
      const packed = packTexts(paths.slice(from, from + PACKED_AT_ONCE));
      const { owners, ownersOfPath } = await this.finder.find(this.scan, packed);
      const textOf = textReader(owners);
      const choices = Array.from(owners.ends, (_end, number) => splitOwners(textOf(number)));
      for (const number of ownersOfPath) found.push(choices[number]!);
    }
    return found;
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

  async of(path: string): Promise<readonly string[]> {
    return (await this.ofAll([path]))[0]!;
  }
}
