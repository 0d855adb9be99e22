import { writeSync } from 'node:fs';
import { threadTimeMs } from '../../../bench/support/thread-time.mjs';
import { type Draw, hostileText, SHAPE_COUNT } from './hostile-texts.js';
import { isRefusal, TENANT_READERS, type TenantReader } from './tenant-readers.js';

/** Readings to be done, from `first` on; each follows from the seed and its number. */
export interface FeedOptions {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** Longest hostile text; some readers take no more than less. */
  readonly maxBytes: number;
}

/** Readings of one reader: their number, times and faults. */
export interface FedReader {
  readonly reader: string;
  readonly texts: number;
  /** Longest reading of a text that is read on the thread that answers requests; null where none is. */
  inlineMs: number | null;
  /** Longest reading of all. */
  anyMs: number;
  readonly faults: readonly string[];
}

/** Longest reading on the thread that answers requests, in time of that thread on a processor. */
const MAX_TURN_MS = 25;
/** Readings of a text that seemed slow: the first ones of a reader are not compiled yet. */
const ATTEMPTS = 5;
/** Far below the time after which a thread is ended. */
const MAX_READING_MS = 10_000;

const PLACE = /[§¤]/;

/** Feeds every reader in turn, and says on standard output which text it reads before it does: a process that aborts says no more. */
export async function feedReaders({ seed, first, count, maxBytes }: FeedOptions): Promise<readonly FedReader[]> {
  const fed = TENANT_READERS.map(({ name, inlineBytes }) => ({
    ...{ reader: name, texts: 0, inlineMs: inlineBytes > 0 ? 0 : null, anyMs: 0, faults: [] as string[] },
  }));
  for (let number = first; number < first + count; number += 1) {
    const at = number % TENANT_READERS.length;
    const reader = TENANT_READERS[at]!;
    const record = fed[at]!;
    const bytes = aText(reader, Math.floor(number / TENANT_READERS.length), seed + number, maxBytes);
    writeSync(1, `${number} ${reader.name}: ${bytes.length} bytes\n`);
    const { ms, fault } = await attempt(reader, bytes);
    record.texts += 1;
    record.anyMs = Math.max(record.anyMs, ms);
    const isInline = bytes.length <= reader.inlineBytes;
    if (isInline) record.inlineMs = Math.max(record.inlineMs ?? 0, ms);
    const slow = ms > (isInline ? MAX_TURN_MS : MAX_READING_MS) ? `takes ${ms.toFixed(0)} ms` : null;
    for (const each of [fault, slow])
      if (each !== null) record.faults.push(`${number} (${bytes.length} bytes): ${each}`);
  }
  return fed;
}

/** A hostile text alone, in a place of a valid one, or anywhere in it. */
function aText({ samples, maxBytes, write }: TenantReader, shape: number, seed: number, wanted: number): Buffer {
  const random = randomOf(seed);
  const size = Math.min(wanted, maxBytes);
  const draw: Draw = { bytes: Math.max(64, Math.floor(size * (random() < 0.5 ? 1 : random()))), random };
  if (write !== undefined) return Buffer.from(write(draw));
  const text = hostileText(shape < SHAPE_COUNT ? shape : Math.floor(random() * SHAPE_COUNT), draw);
  const sample = samples[Math.floor(random() * samples.length)]!;
  const kind = random();
  return Buffer.from(
    kind < 0.3 ? text : kind < 0.65 ? inPlace(sample, text, random) : anywhere(sample, text, random),
  ).subarray(0, maxBytes);
}

function inPlace(sample: string, text: string, random: () => number): string {
  const parts = sample.split(PLACE);
  const chosen = Math.floor(random() * (parts.length - 1));
  const escaped = sample.includes('¤') ? text.replace(/[&<"]/g, (each) => `&#${each.charCodeAt(0)};`) : JSON.stringify(text).slice(1, -1); // prettier-ignore
  return parts.map((part, index) => part + (index === chosen ? escaped : index < parts.length - 1 ? 'a' : '')).join('');
}

function anywhere(sample: string, text: string, random: () => number): string {
  const plain = sample.split(PLACE).join('a');
  const at = Math.floor(random() * plain.length);
  return plain.slice(0, at) + text + plain.slice(at);
}

/** Reads a text; again where it seems slow, and then the shortest time counts. */
async function attempt(
  { read, inlineBytes }: TenantReader,
  bytes: Buffer,
): Promise<{ ms: number; fault: string | null }> {
  const limit = bytes.length <= inlineBytes ? MAX_TURN_MS : MAX_READING_MS;
  let ms = Infinity;
  let fault: string | null = null;
  for (let tried = 0; tried < ATTEMPTS && ms > limit; tried += 1) {
    const started = threadTimeMs();
    try {
      await read(bytes);
    } catch (error) {
      if (!isRefusal(error))
        fault =
          error instanceof Error
            ? `${error.name}: ${error.message.slice(0, 200)} ${error.stack?.split('\n').slice(1, 4).join(' ')}`
            : String(error);
    }
    ms = Math.min(ms, threadTimeMs() - started);
  }
  return { ms, fault };
}

/** A small generator of random numbers (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
