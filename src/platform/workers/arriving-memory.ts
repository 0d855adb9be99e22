/** What two threads share of a document that one of them receives while the other reads it. */
export interface ArrivingMemory {
  /** As long as all of it may be. */
  readonly bytes: Uint8Array;
  readonly progress: Int32Array;
}

/** The slots of `progress`. */
const ARRIVED = 0;
const IS_WHOLE = 1;
/** How many bytes have to have arrived before the reader goes on. */
const WANTED = 2;
/** Raised to wake the reader. */
const SIGNAL = 3;

/** Bytes that the reader waits for at once: a piece that is worth waking it. */
const PIECE_BYTES = 512 * 1024;
/** The reader of a document that comes more slowly than this lets its thread go. */
const PATIENCE_MS = 50;

/** The document comes too slowly to wait for it, or will never be whole. */
export class StoppedArriving extends Error {}

/** Tells another thread how much of a document has arrived. */
export class ArrivalNotice {
  readonly memory: ArrivingMemory;

  /** @param bytes shared memory that the document is received into */
  constructor(bytes: Uint8Array) {
    const slots = new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
    this.memory = { bytes, progress: new Int32Array(slots) };
  }

  /** So many bytes have arrived by now. */
  arrived(length: number): void {
    const { progress } = this.memory;
    Atomics.store(progress, ARRIVED, length);
    if (length >= Atomics.load(progress, WANTED)) this.wake();
  }

  /** Nothing more is to come. */
  whole(): void {
    Atomics.store(this.memory.progress, IS_WHOLE, 1);
    this.wake();
  }

  private wake(): void {
    Atomics.add(this.memory.progress, SIGNAL, 1);
    Atomics.notify(this.memory.progress, SIGNAL);
  }
}

/** Reads a document while another thread receives it. Its waiting blocks the thread. */
export class ArrivingDocument {
  private known = 0;

  constructor(private readonly memory: ArrivingMemory) {}

  /**
   * Waits for a piece more than was there the last time, or for the end, and answers all that has arrived.
   *
   * @throws StoppedArriving
   */
  waitForMore(): { readonly bytes: Uint8Array; readonly isWhole: boolean } {
    const { bytes, progress } = this.memory;
    const wanted = this.known + PIECE_BYTES;
    Atomics.store(progress, WANTED, wanted);
    for (;;) {
      const signal = Atomics.load(progress, SIGNAL);
      // In this order: after the end, the count does not change.
      const isWhole = Atomics.load(progress, IS_WHOLE) === 1;
      this.known = Atomics.load(progress, ARRIVED);
      if (isWhole || this.known >= wanted) return { bytes: bytes.subarray(0, this.known), isWhole };
      if (Atomics.wait(progress, SIGNAL, signal, PATIENCE_MS) === 'timed-out') throw new StoppedArriving();
    }
  }
}
