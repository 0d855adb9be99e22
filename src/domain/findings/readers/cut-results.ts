import { ScanFailure } from '../../scanning/scan-failure.js';
import { REPORT_LIMITS } from './report-limits.js';

/** The elements of one array, as ranges of the document's bytes. */
export interface CutArray {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A JSON document without the results of its runs. */
export interface CutDocument {
  /** Ranges of the document that stay: between them the elements of an array were cut out. */
  readonly kept: readonly (readonly [start: number, end: number])[];
  /** Arrays cut out of `runs[i].results`, by i. */
  readonly results: ReadonlyMap<number, CutArray>;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Depths of the parts of a SARIF log: { runs: [ { results: [ ... ] } ] }. */
const LOG = 1;
const RUNS = 2;
const RUN = 3;
const RESULTS = 4;

const RUNS_KEY = Buffer.from('runs');
const RESULTS_KEY = Buffer.from('results');

/**
 * Cuts the results out of a SARIF log without parsing it, so that they can be parsed one by one: the whole tree of a large
 * report takes many times its size. Any other JSON document stays whole. Nothing is checked but depth and number: the
 * document is valid JSON when what is kept is, joined, and so is each element that was cut out.
 *
 * Throws `ScanFailure` (limit_exceeded) for what is nested deeper than 256 levels, which would cost a parser a hundred
 * million arrays before it finds them unclosed, and for more than 200,000 results.
 */
export function cutResults(bytes: Uint8Array): CutDocument {
  return new ResultCutter(bytes).cut();
}

class ResultCutter {
  private readonly kept: [number, number][] = [];
  private readonly results = new Map<number, CutArray>();
  private keptFrom = 0;
  private depth = 0;
  /** Last string of the log or of a run: the key, when a colon follows. */
  private keyStart = 0;
  private keyEnd = 0;
  private isInRuns = false;
  private run = 0;
  private count = 0;
  /** The results that are being cut. */
  private open: { readonly starts: number[]; readonly ends: number[] } | null = null;
  private elementStart = 0;

  constructor(private readonly bytes: Uint8Array) {}

  cut(): CutDocument {
    const { bytes } = this;
    for (let at = 0; at < bytes.length; at += 1) {
      switch (bytes[at]!) {
        case QUOTE:
          at = this.skipString(at);
          break;
        case OPEN_ARRAY:
        case OPEN_OBJECT:
          this.enter(at);
          break;
        case CLOSE_ARRAY:
        case CLOSE_OBJECT:
          this.leave(at);
          break;
        case COMMA:
          this.separate(at);
          break;
        case COLON:
          this.startValue(at);
      }
    }
    this.kept.push([this.keptFrom, bytes.length]);
    return { kept: this.kept, results: this.results };
  }

  private skipString(start: number): number {
    const close = endOfString(this.bytes, start + 1);
    if (this.depth === LOG || this.depth === RUN) {
      this.keyStart = start + 1;
      this.keyEnd = close;
    }
    return close;
  }

  private enter(at: number): void {
    this.depth += 1;
    if (this.depth <= REPORT_LIMITS.jsonDepth) return;
    throw this.limitExceeded(`The JSON is nested deeper than ${REPORT_LIMITS.jsonDepth} levels.`, at);
  }

  private leave(at: number): void {
    if (this.depth === RESULTS && this.open !== null) this.closeResults(this.open, at);
    this.depth -= 1;
    if (this.depth === LOG) this.isInRuns = false;
  }

  private separate(at: number): void {
    if (this.depth === RUNS) this.run += 1;
    else if (this.depth === RESULTS && this.open !== null) this.addElement(this.open, at);
  }

  /** The last of repeated keys counts, as it does for JSON.parse. */
  private startValue(colon: number): void {
    const value = skipBlank(this.bytes, colon + 1);
    const isArray = this.bytes[value] === OPEN_ARRAY;
    if (this.depth === LOG && this.isKey(RUNS_KEY)) {
      this.isInRuns = isArray;
      this.run = 0;
      this.results.clear();
    } else if (this.depth === RUN && this.isInRuns && this.isKey(RESULTS_KEY)) {
      this.results.delete(this.run);
      this.open = isArray ? { starts: [], ends: [] } : null;
      this.elementStart = value + 1;
    }
  }

  private addElement(open: { starts: number[]; ends: number[] }, end: number): void {
    open.starts.push(this.elementStart);
    open.ends.push(end);
    this.elementStart = end + 1;
    this.count += 1;
    if (this.count <= REPORT_LIMITS.results) return;
    throw this.limitExceeded(`The report contains more than ${REPORT_LIMITS.results} results.`, end);
  }

  private closeResults(open: { starts: number[]; ends: number[] }, end: number): void {
    const isEmpty = open.starts.length === 0 && skipBlank(this.bytes, this.elementStart) >= end;
    if (!isEmpty) this.addElement(open, end);
    this.results.set(this.run, open);
    this.kept.push([this.keptFrom, open.starts[0] ?? end]);
    this.keptFrom = end;
    this.open = null;
  }

  private isKey(key: Uint8Array): boolean {
    const { bytes, keyStart, keyEnd } = this;
    return keyEnd - keyStart === key.length && key.every((byte, at) => bytes[keyStart + at] === byte);
  }

  private limitExceeded(reason: string, at: number): ScanFailure {
    return new ScanFailure('limit_exceeded', reason, at, this.bytes);
  }
}

/** Offset of the quote that closes a string of which the text goes on at `start`; behind the text where none does. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined && byte !== QUOTE; byte = bytes[at]) at += byte === BACKSLASH ? 2 : 1;
  return at;
}

function skipBlank(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
