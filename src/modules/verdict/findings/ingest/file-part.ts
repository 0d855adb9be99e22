import { addressOfFindings } from '../../../../domain/findings/segments/address.js';
import {
  type ContentFacts,
  readContentFacts,
  writeContentFacts,
} from '../../../../domain/findings/segments/file-facts.js';
import type { PackedFile } from '../../../../domain/scanned/pack-findings.js';
import { ByteReader, ByteWriter } from '../../../../domain/segments/byte-stream.js';
import { type Address, ADDRESS_BYTES, comparePaths } from '../../../../domain/segments/manifest.js';

const DIGEST_BYTES = ADDRESS_BYTES;

/** Files of one tool that follow one another in the report, in memory that threads share. */
export interface FilePart {
  /** Place in the report of its first finding; those of a tool's parts rise. */
  readonly firstRow: number;
  readonly paths: readonly string[];
  /** Addresses of the files, as if this part had all of their findings. */
  readonly addresses: readonly Address[];
  /** Number of findings in each file. */
  readonly counts: Uint32Array<SharedArrayBuffer>;
  /** Digests of the findings (`FindingDigester`), file by file. */
  readonly digests: Uint8Array<SharedArrayBuffer>;
  /** Packed segments, one after the other, and the end of each; that of a file that is stored already is empty. */
  readonly contents: Uint8Array<SharedArrayBuffer>;
  readonly contentEnds: Uint32Array<SharedArrayBuffer>;
  /** Packed facts on the contents of all files that have one here. */
  readonly facts: Uint8Array<SharedArrayBuffer>;
}

const NO_CONTENT = new Uint8Array();

/** Collects the files of a part. */
export class FilePartWriter {
  private readonly files: PackedFile[] = [];

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  add(file: PackedFile): void {
    this.files.push(file);
  }

  finish(firstRow: number): FilePart {
    const { files } = this;
    const facts = new ByteWriter();
    for (const { packed } of files) if (packed !== null) writeContentFacts(packed.facts, facts);
    const contents = files.map(({ packed }) => packed?.content ?? NO_CONTENT);
    let end = 0;
    return {
      firstRow,
      paths: files.map(({ path }) => path),
      addresses: files.map(({ address }) => address),
      counts: sharedWords(files.map(({ count }) => count)),
      digests: sharedBytes(files.map(({ digests }) => digests)),
      contents: sharedBytes(contents),
      contentEnds: sharedWords(contents.map(({ length }) => (end += length))),
      facts: sharedBytes([facts.finish()]),
    };
  }
}

function sharedBytes(pieces: readonly Uint8Array[]): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(new SharedArrayBuffer(pieces.reduce((sum, { length }) => sum + length, 0)));
  let start = 0;
  for (const piece of pieces) {
    bytes.set(piece, start);
    start += piece.length;
  }
  return bytes;
}

function sharedWords(numbers: readonly number[]): Uint32Array<SharedArrayBuffer> {
  const words = new Uint32Array(new SharedArrayBuffer(4 * numbers.length));
  words.set(numbers);
  return words;
}

/** A file of a report. Its findings are in one piece, or in several where the report comes back to the file. */
export interface ReportedFindings {
  readonly path: string;
  readonly address: Address;
  readonly pieces: readonly Piece[];
}

/** A file of a part, by the places of both. */
export interface Piece {
  readonly part: number;
  readonly file: number;
}

/** The files of a tool's findings in ascending order of their paths. */
export function joinFiles(tool: string, parts: readonly FilePart[]): ReportedFindings[] {
  const piecesOf = new Map<string, Piece[]>();
  parts.forEach(({ paths }, part) =>
    paths.forEach((path, file) => {
      const pieces = piecesOf.get(path);
      if (pieces) pieces.push({ part, file });
      else piecesOf.set(path, [{ part, file }]);
    }),
  );
  const digestStarts = parts.map(({ counts }) => startsOf(counts));
  const digestsAt = ({ part, file }: Piece): Uint8Array => {
    const start = digestStarts[part]![file]!;
    return parts[part]!.digests.subarray(start * DIGEST_BYTES, (start + parts[part]!.counts[file]!) * DIGEST_BYTES);
  };
  return [...piecesOf]
    .sort(([one], [other]) => comparePaths(one, other))
    .map(([path, pieces]) => {
      const [first] = pieces as [Piece];
      const address =
        pieces.length === 1
          ? parts[first.part]!.addresses[first.file]!
          : addressOfFindings(tool, path, Buffer.concat(pieces.map(digestsAt)));
      return { path, address, pieces };
    });
}

/** The packed segment of a piece; empty where it is stored already. */
export function contentAt({ contents, contentEnds }: FilePart, file: number): Uint8Array {
  return contents.subarray(file === 0 ? 0 : contentEnds[file - 1]!, contentEnds[file]);
}

/** Facts on the contents of all files of a part; null for those that are stored already. */
export function factsIn(part: FilePart): (ContentFacts | null)[] {
  const reader = new ByteReader(part.facts);
  return part.paths.map((_, file) => (contentAt(part, file).length === 0 ? null : readContentFacts(reader)));
}

/** Addresses of those pieces of a file that are stored already. */
export const storedPieces = (parts: readonly FilePart[], { pieces }: ReportedFindings): Address[] =>
  pieces.flatMap(({ part, file }) =>
    contentAt(parts[part]!, file).length === 0 ? [parts[part]!.addresses[file]!] : [],
  );

function startsOf(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length);
  for (let at = 1; at < counts.length; at += 1) starts[at] = starts[at - 1]! + counts[at - 1]!;
  return starts;
}
