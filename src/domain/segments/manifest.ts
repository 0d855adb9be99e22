import { ByteReader, ByteWriter } from './byte-stream.js';

/** Address of a segment: a digest of its content, as hex digits. */
export type Address = string;

export const ADDRESS_BYTES = 16;

/** A file of a scan: its path, the address of the segment that has its content, and the facts that the scan adds to it. */
export interface ManifestEntry<Facts> {
  /** Relative to the repository's root; empty for content of no file. */
  readonly path: string;
  readonly address: Address;
  readonly facts: Facts;
}

/** All files of a scan, in ascending order of their paths (`comparePaths`); a path occurs once. */
export type Manifest<Facts> = readonly ManifestEntry<Facts>[];

/** The way in which facts on a file become bytes. */
export interface FactsFormat<Facts> {
  write(facts: Facts, writer: ByteWriter): void;
  read(reader: ByteReader): Facts;
  isEqual(one: Facts, other: Facts): boolean;
}

/** Orders paths by their UTF-16 code units, which does not depend on a locale. */
export const comparePaths = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A whole manifest as bytes: each path beside what it shares with the one above. */
export function packManifest<Facts>(manifest: Manifest<Facts>, format: FactsFormat<Facts>): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.varint(manifest.length);
  let above = '';
  for (const entry of manifest) {
    writePath(entry.path, above, writer);
    writeContent(entry, format, writer);
    above = entry.path;
  }
  return writer.finish();
}

/**
 * The manifest that `packManifest` wrote.
 *
 * @throws RangeError when it is cut short
 */
export function unpackManifest<Facts>(bytes: Uint8Array, format: FactsFormat<Facts>): Manifest<Facts> {
  const reader = new ByteReader(bytes);
  const count = reader.varint();
  if (count > bytes.length) throw new RangeError('stored bytes end too early');
  let above = '';
  return Array.from({ length: count }, () => {
    above = readPath(above, reader);
    return readContent(above, format, reader);
  });
}

/** Files in which a manifest differs from another one. */
export interface ManifestDifference<Facts> {
  /** Added files, and files that the other one has with other content or facts. */
  readonly changed: Manifest<Facts>;
  /** Paths that are gone. */
  readonly removed: readonly string[];
}

export function differenceOf<Facts>(
  from: Manifest<Facts>,
  to: Manifest<Facts>,
  format: FactsFormat<Facts>,
): ManifestDifference<Facts> {
  const before = new Map(from.map((entry) => [entry.path, entry]));
  const changed = to.filter((entry) => {
    const known = before.get(entry.path);
    before.delete(entry.path);
    return known?.address !== entry.address || !format.isEqual(known.facts, entry.facts);
  });
  return { changed, removed: [...before.keys()] };
}

export function applyDifference<Facts>(
  from: Manifest<Facts>,
  { changed, removed }: ManifestDifference<Facts>,
): Manifest<Facts> {
  if (changed.length === 0 && removed.length === 0) return from;
  const gone = new Set([...removed, ...changed.map(({ path }) => path)]);
  return [...from.filter(({ path }) => !gone.has(path)), ...changed].sort((a, b) => comparePaths(a.path, b.path));
}

export function packDifference<Facts>(
  { changed, removed }: ManifestDifference<Facts>,
  format: FactsFormat<Facts>,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.raw(packManifest(changed, format));
  writer.varint(removed.length);
  for (const path of removed) writer.text(path);
  return writer.finish();
}

export function unpackDifference<Facts>(bytes: Uint8Array, format: FactsFormat<Facts>): ManifestDifference<Facts> {
  const reader = new ByteReader(bytes);
  let above = '';
  const changed = Array.from({ length: reader.varint() }, () => {
    above = readPath(above, reader);
    return readContent(above, format, reader);
  });
  return { changed, removed: Array.from({ length: reader.varint() }, () => reader.text()) };
}

function writePath(path: string, above: string, writer: ByteWriter): void {
  let shared = 0;
  while (shared < path.length && path[shared] === above[shared]) shared += 1;
  // A pair of surrogates stays together.
  if (shared > 0 && isHighSurrogate(path.charCodeAt(shared - 1))) shared -= 1;
  writer.varint(shared);
  writer.text(path.slice(shared));
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

const readPath = (above: string, reader: ByteReader): string => above.slice(0, reader.varint()) + reader.text();

function writeContent<Facts>({ address, facts }: ManifestEntry<Facts>, format: FactsFormat<Facts>, writer: ByteWriter) {
  writer.raw(Buffer.from(address, 'hex'));
  format.write(facts, writer);
}

const readContent = <Facts>(path: string, format: FactsFormat<Facts>, reader: ByteReader): ManifestEntry<Facts> => ({
  path,
  address: Buffer.from(reader.raw(ADDRESS_BYTES)).toString('hex'),
  facts: format.read(reader),
});
