import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Version of the rules of matching: owners that were stored under another one count as unknown. */
const MATCHING_VERSION = 1;

/** Digest of a text of CODEOWNERS under which owners are stored; the version of the rules is its first byte. */
export const digestCodeOwners = (text: string): Buffer =>
  Buffer.concat([Buffer.of(MATCHING_VERSION), createHash('sha256').update(text).digest()]);

export const isOfThisVersion = (digest: Uint8Array): boolean => digest[0] === MATCHING_VERSION;

/** Paths with the number of their owners among `owners`. */
interface StoredOwners {
  readonly owners: readonly string[];
  readonly files: readonly (readonly [path: string, owners: number])[];
}

/** @param ownersOf as `unpackOwners` answers them */
export function packOwners(ownersOf: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const owners = [...new Set(ownersOf.values())];
  const numbers = new Map(owners.map((text, number) => [text, number]));
  const files = [...ownersOf].sort().map(([path, text]) => [path, numbers.get(text)!] as const);
  const stored: StoredOwners = { owners, files };
  return Uint8Array.from(deflateRawSync(JSON.stringify(stored)));
}

/** Owners by path, one text for all of a file (`joinOwners`). @throws where the content is damaged */
export function unpackOwners(contents: readonly Uint8Array[]): Map<string, string> {
  const ownersOf = new Map<string, string>();
  for (const content of contents) {
    const { owners, files } = JSON.parse(inflateRawSync(content).toString()) as StoredOwners;
    for (const [path, number] of files) ownersOf.set(path, owners[number]!);
  }
  return ownersOf;
}
