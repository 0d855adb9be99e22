import { createHash } from 'node:crypto';
import { type CutArray, type CutDocument, cutResults } from '../../domain/findings/readers/cut-results.js';
import { beginsAsUtf8 } from '../../domain/scanning/decode-text.js';
import { ScanFailure } from '../../domain/scanning/scan-failure.js';
import { ArrivingDocument, type ArrivingMemory, StoppedArriving } from '../../platform/workers/arriving-memory.js';

/** What can be known of a report before any of it is understood. */
export interface CutReport {
  readonly document: CutDocument;
  readonly digest: Uint8Array;
}

/** Runs of one report whose borders are handed from thread to thread; hardly any has more than one. */
const MAX_RUNS = 100;

/**
 * Cuts a report while it arrives, and computes its digest. Null where that is nothing for it: it is no JSON object in plain
 * UTF-8, has too much of something, or comes too slowly to wait for it. What is wrong with it is told when it is read.
 */
export function cutArriving(memory: ArrivingMemory): CutReport | null {
  const report = new ArrivingReport(new ArrivingDocument(memory));
  try {
    const beginning = report.grow();
    if (beginning === null || !beginsAsUtf8(beginning) || !isObject(beginning)) return null;
    const { kept, results } = cutResults(beginning, report.grow);
    if (results.size > MAX_RUNS) return null;
    const shared = new Map([...results].map(([run, array]) => [run, shareArray(array)]));
    return { document: { kept, results: shared }, digest: report.digest() };
  } catch (error) {
    if (error instanceof StoppedArriving || error instanceof ScanFailure) return null;
    throw error;
  }
}

/** Hashes what arrives, piece by piece. */
class ArrivingReport {
  private readonly hash = createHash('sha256');
  private length = 0;
  private isWhole = false;

  constructor(private readonly document: ArrivingDocument) {}

  readonly grow = (): Uint8Array | null => {
    if (this.isWhole) return null;
    const { bytes, isWhole } = this.document.waitForMore();
    this.hash.update(bytes.subarray(this.length));
    this.length = bytes.length;
    this.isWhole = isWhole;
    return bytes;
  };

  digest(): Uint8Array {
    return this.hash.digest();
  }
}

const OPEN_OBJECT = 0x7b;

const isObject = (text: Uint8Array): boolean => text.find((byte) => byte > 0x20) === OPEN_OBJECT;

/** In memory that threads share: there are many. */
const shareArray = ({ starts, ends }: CutArray): CutArray => ({
  starts: shareNumbers(starts),
  ends: shareNumbers(ends),
});

function shareNumbers(numbers: ArrayLike<number>): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(numbers.length * Int32Array.BYTES_PER_ELEMENT));
  shared.set(numbers);
  return shared;
}
