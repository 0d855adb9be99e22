import path from 'node:path';
import { extractFeatures } from '../../src/domain/findings/matching/extract-features.js';
import { packBaseline } from '../../src/domain/findings/matching/pack-baseline.js';
import { packFeatures } from '../../src/domain/findings/matching/pack-features.js';
import { FindingsWorker } from '../../src/modules/findings/findings-worker.js';
import type { KnownPortion } from '../../src/modules/findings/findings.tasks.js';
import { WorkerPool } from '../../src/platform/workers/worker-pool.js';
import { flagged } from '../support/flagged-code.js';

const COUNT = 500;
const PORTION = 200;

const numbers = Array.from({ length: COUNT }, (_, index) => index);
const features = extractFeatures(
  flagged(numbers.map((number) => `run(«a${(number * 7) % COUNT}»);\n`).join('')),
  new Uint8Array(32).fill(1),
);
const issueIds = numbers.map((number) => 9_000 - number);
const firstSeenScanIds = numbers.map((number) => 1 + (number % 3));

const portionFrom = (start: number): KnownPortion => {
  const rows = numbers.slice(start, start + PORTION);
  return {
    issueIds: Float64Array.from(rows, (row) => issueIds[row]!),
    firstSeenScanIds: Float64Array.from(rows, (row) => firstSeenScanIds[row]!),
    features: Uint8Array.from(rows.flatMap((row) => [...packFeatures(features, row)])),
  };
};

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
    const rows = [0, PORTION, 2 * PORTION].map(portionFrom);
    const packed = await new FindingsWorker(pool).packBaseline(rows);
    expect(Buffer.from(packed).equals(packBaseline({ features, issueIds, firstSeenScanIds }))).toBe(true);
    // Handed over, so it was another thread that packed them.
    expect(rows.map((portion) => portion.features.byteLength)).toEqual([0, 0, 0]);
  });
});
