import { ScanFailure } from '../../scanning/scan-failure.js';
import { type CutArray, type CutDocument, cutResults } from './cut-results.js';
import { findJsonFault } from './json-fault.js';

/** Elements of an array that are parsed one by one, as they are asked for. */
export interface LazyArray {
  readonly length: number;
  /** Throws `ScanFailure` (malformed) at an element that is not valid JSON. */
  values(): Iterable<unknown>;
}

/** A JSON document; what was cut out of it reads as empty arrays in `value`. */
export interface JsonDocument {
  readonly value: unknown;
  /** The results of `runs[i]` of a SARIF log, by i. */
  readonly results: ReadonlyMap<number, LazyArray>;
}

/** Parses a JSON document in UTF-8, all but the results of SARIF. Throws `ScanFailure`: malformed, limit_exceeded. */
export function openJson(bytes: Uint8Array): JsonDocument {
  const { kept, results } = cutResults(bytes);
  return {
    value: parseKept(bytes, kept),
    results: new Map([...results].map(([run, array]) => [run, lazyArray(bytes, array)])),
  };
}

function parseKept(bytes: Uint8Array, kept: CutDocument['kept']): unknown {
  const text = kept.map(([start, end]) => decode(bytes, start, end)).join('');
  return parse(text, bytes, (offset) => offsetInDocument(offset, kept));
}

function lazyArray(bytes: Uint8Array, { starts, ends }: CutArray): LazyArray {
  return {
    length: starts.length,
    *values() {
      for (const [at, start] of starts.entries()) {
        yield parse(decode(bytes, start, ends[at]!), bytes, (offset) => start + offset);
      }
    },
  };
}

/** Says of what is not JSON where, and quotes nothing: a report may hold secrets. */
function parse(text: string, bytes: Uint8Array, offsetOf: (offset: number) => number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const fault = findJsonFault(text) ?? 0;
    const isCutOff = fault === text.length;
    const reason = `The report is not valid JSON${isCutOff ? ': something is missing at its end' : ''}.`;
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
