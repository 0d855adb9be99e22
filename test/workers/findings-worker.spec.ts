import path from 'node:path';
import { extractFeatures } from '../../src/domain/findings/features/extract-features.js';
import { packBaseline } from '../../src/domain/findings/tracking/pack-baseline.js';
import { packFeatures } from '../../src/domain/findings/features/pack-features.js';
import { FindingsWorker } from '../../src/modules/findings/ingest/findings-worker.js';
import { encodeProblems } from '../../src/modules/findings/tracking/stored-problems.js';
import { ArrivalNotice } from '../../src/platform/workers/arriving-memory.js';
import { WorkerPool } from '../../src/platform/workers/worker-pool.js';
import { flagged } from '../support/flagged-code.js';

const COUNT = 500;

const numbers = Array.from({ length: COUNT }, (_, index) => index);
const features = extractFeatures(
  flagged(numbers.map((number) => `run(«a${(number * 7) % COUNT}»);\n`).join('')),
  new Uint8Array(32).fill(1),
);
const issueIds = numbers.map((number) => 9_000 - number);
const firstSeenScanIds = numbers.map((number) => 1 + (number % 3));

describe('FindingsWorker', () => {
  // No task may queue: what is turned away then fails the test.
  const pool = new WorkerPool({
    entry: path.join(__dirname, '../support/report-worker.cjs'),
    size: 1,
    maxQueued: 0,
    timeoutMs: 30_000,
    maxHeapMb: 256,
  });

  afterAll(() => pool.close());

  it('packs a large baseline in a thread, whose queue may be full, to the bytes that packing in place gives', async () => {
    const encoded = encodeProblems(
      numbers.map((row) => ({
        issueId: issueIds[row]!,
        firstSeenScanId: firstSeenScanIds[row]!,
        features: packFeatures(features, row),
      })),
    );
    const rows = [Uint8Array.from(Buffer.concat([...encoded]))];
    const packed = await new FindingsWorker(pool).packBaseline(rows);
    const severities = numbers.map(() => 0);
    expect(Buffer.from(packed).equals(packBaseline({ features, issueIds, firstSeenScanIds, severities }))).toBe(true);
    // Handed over, so it was another thread that packed them.
    expect(rows[0]!.byteLength).toBe(0);
  });
});

describe('FindingsWorker with several threads', () => {
  const pool = new WorkerPool({
    entry: path.join(__dirname, '../support/report-worker.cjs'),
    size: 2,
    maxQueued: 1,
    timeoutMs: 30_000,
    maxHeapMb: 256,
  });
  const worker = new FindingsWorker(pool);

  afterAll(() => pool.close());

  it('reads a large report in all threads to what one thread makes of it', async () => {
    const results = Array.from({ length: 20_000 }, (_, at) => ({
      ruleId: `rule-${at % 7}`,
      message: { text: `Problem ${at % 900} of "${'x'.repeat(400)}".` },
      locations: at % 50 === 0 ? [] : [{ physicalLocation: { artifactLocation: { uri: `src/file-${at >> 5}.js` } } }],
    }));
    const log = Buffer.from(JSON.stringify({ version: '2.1.0', runs: [{ results }] }));
    expect(log.length).toBeGreaterThan(8 * 2 ** 20);
    const shared = Buffer.from(new SharedArrayBuffer(log.length));
    shared.set(log);
    const input = { format: undefined, overrides: [], fileList: null, secret: new Uint8Array(32) };
    const [inShares, whole] = [
      await worker.read({ ...input, bytes: shared }),
      await worker.read({ ...input, bytes: Buffer.from(new Uint8Array(log).buffer) }),
    ];
    expect([inShares, whole].map(({ tools }) => tools.map(({ parts }) => parts.length))).toEqual([[20], [1]]);
    const plain = ({ tools, ...read }: typeof whole) => ({
      ...read,
      tools: tools.map(({ parts, ...tool }) => ({ ...tool, features: joined(parts.map((part) => part.features)) })),
    });
    expect(plain(inShares)).toEqual(plain(whole));
    const rowsOf = ({ tools }: typeof whole) =>
      Buffer.concat(tools.flatMap(({ parts }) => parts.flatMap(({ rows }) => rows)));
    expect(rowsOf(inShares).equals(rowsOf(whole))).toBe(true);
  });

  it('cuts a report that arrives, and reads the same', async () => {
    const results = Array.from({ length: 3_000 }, (_, at) => ({ message: { text: `Problem ${at}` } }));
    const log = Buffer.from(JSON.stringify({ version: '2.1.0', runs: [{ results }] }));
    const notice = new ArrivalNotice(Buffer.from(new SharedArrayBuffer(log.length)));
    const { bytes } = notice.memory;
    bytes.set(log);
    notice.arrived(log.length);
    notice.whole();
    const ahead = worker.cutAhead({ memory: notice.memory, comesFast: Promise.resolve(true) });
    expect((await ahead)?.results.get(0)?.starts).toHaveLength(results.length);
    const input = { format: undefined, overrides: [], fileList: null, secret: new Uint8Array(32), bytes };
    const read = await Promise.all([worker.read(input, ahead), worker.read(input)]);
    const [withCut, without] = read.map(({ tools }) => {
      const { parts, count } = tools[0]!;
      const rows = Buffer.concat(parts.flatMap((part) => part.rows)).toString('hex');
      return { count, rows };
    });
    expect(withCut).toEqual(without);
  });

  it('leaves a report alone that comes slowly', async () => {
    const { memory } = new ArrivalNotice(Buffer.from(new SharedArrayBuffer(8)));
    expect(await worker.cutAhead({ memory, comesFast: Promise.resolve(false) })).toBeNull();
    expect(pool.freeThreads).toBe(2);
    expect(await worker.cutAhead({ memory, comesFast: Promise.resolve(true) })).toBeNull();
  });

  it('tells of the first fault of a large report', async () => {
    const filler = JSON.stringify({ message: { text: 'y'.repeat(1_000) } });
    const results = Array.from({ length: 10_000 }, (_, at) => (at === 2_000 || at === 9_000 ? '{"broken":}' : filler));
    const log = Buffer.from(`{"version":"2.1.0","runs":[{"results":[\n${results.join(',\n')}]}]}`);
    const shared = Buffer.from(new SharedArrayBuffer(log.length));
    shared.set(log);
    const read = worker.read({
      bytes: shared,
      format: undefined,
      overrides: [],
      fileList: null,
      secret: new Uint8Array(32),
    });
    await expect(read).rejects.toMatchObject({
      code: 'unreadable_report',
      message: expect.stringContaining('line 2002') as string,
    });
  });
});

const joined = (features: readonly Uint32Array[]): string =>
  Buffer.concat(features.map((words) => new Uint8Array(words.buffer, words.byteOffset, words.byteLength))).toString(
    'hex',
  );
