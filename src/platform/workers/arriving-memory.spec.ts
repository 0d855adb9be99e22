import { Worker } from 'node:worker_threads';
import { ArrivalNotice, ArrivingDocument, StoppedArriving } from './arriving-memory.js';

const MB = 1024 * 1024;

const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

describe('a document that another thread receives', () => {
  it('is answered as far as it has arrived, once that is a piece more than before', () => {
    const notice = new ArrivalNotice(sharedBytes(3 * MB));
    const document = new ArrivingDocument(notice.memory);
    notice.arrived(MB);
    expect(document.waitForMore()).toMatchObject({ bytes: { length: MB }, isWhole: false });
    notice.arrived(2 * MB + 1);
    expect(document.waitForMore()).toMatchObject({ bytes: { length: 2 * MB + 1 }, isWhole: false });
  });

  it('is whole with its last bytes, be they few, and fewer than there is room for', () => {
    const notice = new ArrivalNotice(sharedBytes(3 * MB));
    const document = new ArrivingDocument(notice.memory);
    notice.arrived(MB);
    document.waitForMore();
    notice.arrived(MB + 7);
    notice.whole();
    expect(document.waitForMore()).toMatchObject({ bytes: { length: MB + 7 }, isWhole: true });
  });

  it('is not waited for when it stops arriving', () => {
    const notice = new ArrivalNotice(sharedBytes(3 * MB));
    const document = new ArrivingDocument(notice.memory);
    notice.arrived(MB);
    document.waitForMore();
    notice.arrived(MB + 7);
    expect(() => document.waitForMore()).toThrow(StoppedArriving);
  });

  it('wakes its reader, and is read with the bytes that were written', async () => {
    const notice = new ArrivalNotice(sharedBytes(6 * MB));
    const reader = new Worker(READER, { eval: true, workerData: { ...notice.memory, hook: HOOK } });
    const answered = new Promise<unknown>((resolve, reject) => {
      reader.once('message', resolve).once('error', reject);
    });
    const { memory } = notice;
    await new Promise<void>((resolve) => {
      const write = (at: number): void => {
        memory.bytes.fill(at / 65_536 + 1, at, at + 65_536);
        notice.arrived(at + 65_536);
        if (at + 65_536 < memory.bytes.length) setImmediate(write, at + 65_536);
        else resolve();
      };
      write(0);
    });
    notice.whole();
    expect(await answered).toEqual({ length: 6 * MB, isRight: true });
    await reader.terminate();
  });
});

const HOOK = require.resolve('../../../test/support/ts-hook.cjs');
/** Reads until its document is whole, patiently: on a busy machine the writer may be delayed. */
const READER = `
  const { parentPort, workerData } = require('node:worker_threads');
  require(workerData.hook);
  const { ArrivingDocument, StoppedArriving } = require(${JSON.stringify(require.resolve('./arriving-memory.ts'))});
  const document = new ArrivingDocument(workerData);
  let seen = 0;
  let isRight = true;
  for (let whole = false; !whole;) {
    try {
      const { bytes, isWhole } = document.waitForMore();
      for (; seen < bytes.length; seen++) isRight &&= bytes[seen] === Math.floor(seen / 65536) + 1;
      whole = isWhole;
    } catch (error) {
      if (!(error instanceof StoppedArriving)) throw error;
    }
  }
  parentPort.postMessage({ length: seen, isRight });
`;
