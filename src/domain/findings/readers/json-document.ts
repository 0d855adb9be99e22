import { ScanFailure } from '../../scanning/scan-failure.js';
import { type CutArray, type CutDocument, cutResults } from './cut-results.js';
import { findJsonFault } from './json-fault.js';

/** Elements of an array that are parsed few by few, on demand. */
export interface LazyArray {
  readonly length: number;
  /** The elements from `from` to before `to`. Throws `ScanFailure` (malformed) at one that is not valid JSON. */
  values(from?: number, to?: number): Iterable<unknown>;
}

/** A JSON document; parts that were cut out of it read as empty arrays in `value`. */
export interface JsonDocument {
  readonly value: unknown;
  /** The results of `runs[i]` of a SARIF log, by i. */
  readonly results: ReadonlyMap<number, LazyArray>;
}

export interface OpenJsonOptions {
  /** True: a document without SARIF results is not parsed, and its value is `undefined`. */
  readonly needsCutResults?: boolean;
}

/** Parses a JSON document in UTF-8, all but the results of SARIF. Throws `ScanFailure`: malformed, limit_exceeded. */
export function openJson(bytes: Uint8Array, { needsCutResults = false }: OpenJsonOptions = {}): JsonDocument {
  const { kept, results } = cutResults(bytes);
  return {
    value: needsCutResults && results.size === 0 ? undefined : parseKept(bytes, kept),
    results: new Map([...results].map(([run, array]) => [run, lazyArray(bytes, array)])),
  };
}

function parseKept(bytes: Uint8Array, kept: CutDocument['kept']): unknown {
  const text = kept.map(([start, end]) => decode(bytes, start, end)).join('');
  return parse(text, bytes, (offset) => offsetInDocument(offset, kept));
}

/** Size of elements that are parsed together. A call of the parser costs as much as a small element. */
const BATCH_BYTES = 32 * 1024;

function lazyArray(bytes: Uint8Array, array: CutArray): LazyArray {
  const { length } = array.starts;
  return { length, values: (from = 0, to = length) => parseRange(bytes, array, from, to) };
}

// A top-level generator function: V8 treats one in a closure as another function each time, and compiles the loop over
// its values again.
function* parseRange(bytes: Uint8Array, array: CutArray, from: number, to: number): Iterable<unknown> {
  const { starts, ends } = array;
  for (let next = from; next < to;) {
    const first = next;
    while (next < to && (next === first || ends[next]! - starts[first]! <= BATCH_BYTES)) next += 1;
    yield* parseTogether(bytes, array, first, next) ?? parseEach(bytes, array, first, next);
  }
}

/** Some elements; null where one is not valid JSON. */
function parseTogether(bytes: Uint8Array, { starts, ends }: CutArray, from: number, to: number): unknown[] | null {
  try {
    const values = JSON.parse(`[${decode(bytes, starts[from]!, ends[to - 1]!)}]`) as unknown[];
    // A blank where a single element should be makes an empty array.
    return values.length === to - from ? values : null;
  } catch {
    return null;
  }
}

function* parseEach(bytes: Uint8Array, { starts, ends }: CutArray, from: number, to: number): Iterable<unknown> {
  for (let at = from; at < to; at += 1) {
    yield parse(decode(bytes, starts[at]!, ends[at]!), bytes, (offset) => starts[at]! + offset);
  }
}

/** Parses a text; reports the place of a fault and quotes nothing, as a report may contain secrets. */
function parse(text: string, bytes: Uint8Array, offsetOf: (offset: number) => number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const fault = findJsonFault(text) ?? 0;
    const isCutOff = fault === text.length;
    const reason = `The report is not valid JSON${isCutOff ? ': it is truncated' : ''}.`;
    throw new ScanFailure('malformed', reason, offsetOf(Buffer.byteLength(text.slice(0, fault))), bytes);
  }
}

/** The offset in the whole document of an offset in what is kept of it. */
function offsetInDocument(offset: number, kept: CutDocument['kept']): number {
  let before = 0;
  for (const [start, end] of kept) {
    if (offset < before + end - start) return start + offset - before;
    before += end - start;
  }
  return kept.at(-1)![1];
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
