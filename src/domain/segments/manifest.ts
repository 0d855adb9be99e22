import { hash } from 'node:crypto';
import { ByteReader, ByteWriter } from './byte-stream.js';

/** Address of a segment: a digest of its content, as hex digits. */
export type Address = string;

export const ADDRESS_BYTES = 16;

/** The first half of the SHA-256 of stored bytes. */
export const addressOf = (content: Uint8Array): Address => hash('sha256', content, 'hex').slice(0, 2 * ADDRESS_BYTES);

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
  writeManifest(manifest, format, writer);
  return writer.finish();
}

/**
 * The manifest that `packManifest` wrote.
 *
 * @throws RangeError when it is cut short
 */
export const unpackManifest = <Facts>(bytes: Uint8Array, format: FactsFormat<Facts>): Manifest<Facts> => [
  ...eachEntry(bytes, format),
];

/** Its entries one after the other: a long manifest takes more than a turn of the event loop. */
export const eachEntry = <Facts>(bytes: Uint8Array, format: FactsFormat<Facts>): Generator<ManifestEntry<Facts>> =>
  readEntries(new ByteReader(bytes), bytes.length, format);

/** Files in which a manifest differs from another one. */
export interface ManifestDifference<Facts> {
  /** Added files, and files that the other one has with other content or facts. */
  readonly changed: Manifest<Facts>;
  /** Places in the other one of the files that are gone, ascending. */
  readonly removed: readonly number[];
}

export function differenceOf<Facts>(
  from: Manifest<Facts>,
  to: Manifest<Facts>,
  format: FactsFormat<Facts>,
): ManifestDifference<Facts> {
  const changed: ManifestEntry<Facts>[] = [];
  const removed: number[] = [];
  let at = 0;
  const removeBefore = (path: string | null) => {
    while (at < from.length && (path === null || from[at]!.path < path)) removed.push(at++);
  };
  for (const entry of to) {
    removeBefore(entry.path);
    const known = from[at]?.path === entry.path ? from[at++] : undefined;
    if (known?.address !== entry.address || !format.isEqual(known.facts, entry.facts)) changed.push(entry);
  }
  removeBefore(null);
  return { changed, removed };
}

export const applyDifference = <Facts>(from: Manifest<Facts>, difference: ManifestDifference<Facts>): Manifest<Facts> =>
  difference.changed.length === 0 && difference.removed.length === 0 ? from : [...eachApplied(from, difference)];

/** Entries of the manifest that `applyDifference` returns, one after the other. */
export function* eachApplied<Facts>(
  from: Iterable<ManifestEntry<Facts>>,
  { changed, removed }: ManifestDifference<Facts>,
): Generator<ManifestEntry<Facts>> {
  let place = 0;
  let next = 0;
  let gone = 0;
  for (const entry of from) {
    while (next < changed.length && changed[next]!.path < entry.path) yield changed[next++]!;
    if (changed[next]?.path === entry.path) yield changed[next++]!;
    else if (removed[gone] === place) gone += 1;
    else yield entry;
    place += 1;
  }
  while (next < changed.length) yield changed[next++]!;
}

/**
 * A difference as bytes: changed files as `packManifest` writes them, then runs of removed places beside those that stay.
 *
 * @param longest the most bytes that are wanted
 * @returns null for a longer one, most of which is not written then
 */
export function packDifference<Facts>(
  { changed, removed }: ManifestDifference<Facts>,
  format: FactsFormat<Facts>,
  longest = Infinity,
): Uint8Array<ArrayBuffer> | null {
  const writer = new ByteWriter();
  writeManifest(changed, format, writer, longest);
  if (writer.size > longest) return null;
  const runs = runsOf(removed);
  writer.varint(runs.length);
  let behind = 0;
  for (const [from, to] of runs) {
    writer.varint(from - behind);
    writer.varint(to - from);
    behind = to;
  }
  return writer.size > longest ? null : writer.finish();
}

/**
 * The difference that `packDifference` wrote.
 *
 * @throws RangeError when it is cut short
 */
export function unpackDifference<Facts>(bytes: Uint8Array, format: FactsFormat<Facts>): ManifestDifference<Facts> {
  const reader = new ByteReader(bytes);
  const changed = [...readEntries(reader, bytes.length, format)];
  const removed: number[] = [];
  let place = 0;
  for (let runs = reader.varint(); runs > 0; runs -= 1) {
    place += reader.varint();
    for (let left = reader.varint(); left > 0; left -= 1) removed.push(place++);
  }
  return { changed, removed };
}

/** Ascending places as ranges, each without its end. */
function runsOf(places: readonly number[]): (readonly [from: number, to: number])[] {
  const runs: [from: number, to: number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.[1] === place) last[1] = place + 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}

/** @param longest bytes beyond which nothing more is written */
function writeManifest<Facts>(
  manifest: Manifest<Facts>,
  format: FactsFormat<Facts>,
  writer: ByteWriter,
  longest = Infinity,
): void {
  writer.varint(manifest.length);
  let above = '';
  for (const entry of manifest) {
    writePath(entry.path, above, writer);
    writeContent(entry, format, writer);
    if (writer.size > longest) return;
    above = entry.path;
  }
}

/** @param most a number that the entries cannot exceed: there is no room for more */
function* readEntries<Facts>(
  reader: ByteReader,
  most: number,
  format: FactsFormat<Facts>,
): Generator<ManifestEntry<Facts>> {
  const count = reader.varint();
  if (count > most) throw new RangeError('stored bytes end too early');
  let above = '';
  for (let left = count; left > 0; left -= 1) {
    above = readPath(above, reader);
    yield readContent(above, format, reader);
  }
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
  writer.hex(address);
  format.write(facts, writer);
}

const readContent = <Facts>(path: string, format: FactsFormat<Facts>, reader: ByteReader): ManifestEntry<Facts> => ({
  path,
  address: reader.hex(ADDRESS_BYTES),
  facts: format.read(reader),
});
