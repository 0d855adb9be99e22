import { type CutArray, type CutDocument, cutResults } from '../../../domain/findings/readers/cut-results.js';
import { beginsAsUtf8 } from '../../../domain/scanning/decode-text.js';
import { ScanFailure } from '../../../domain/scanning/scan-failure.js';
import { ArrivingDocument, type ArrivingMemory, StoppedArriving } from '../../../platform/workers/arriving-memory.js';

/** Runs of one report whose borders are handed from thread to thread; hardly any has more than one. */
const MAX_RUNS = 100;

/**
 * Cuts a report while it arrives. Null where that is nothing for it: it is no JSON object in plain UTF-8, has too much of
 * something, or comes too slowly to wait for it. What is wrong with it is told when it is read.
 */
export function cutArriving(memory: ArrivingMemory): CutDocument | null {
  const grow = growing(new ArrivingDocument(memory));
  try {
    const beginning = grow();
    if (beginning === null || !beginsAsUtf8(beginning) || !isObject(beginning)) return null;
    const { kept, results } = cutResults(beginning, grow);
    if (results.size > MAX_RUNS) return null;
    return { kept, results: new Map([...results].map(([run, array]) => [run, shareArray(array)])) };
  } catch (error) {
    if (error instanceof StoppedArriving || error instanceof ScanFailure) return null;
    throw error;
  }
}

/** The document with more behind it at each call; null once it is whole. */
function growing(document: ArrivingDocument): () => Uint8Array | null {
  let isWhole = false;
  return () => {
    if (isWhole) return null;
    const more = document.waitForMore();
    isWhole = more.isWhole;
    return more.bytes;
  };
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
