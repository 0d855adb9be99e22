import path from 'node:path';
import { extractFeatures } from '../../src/domain/findings/features/extract-features.js';
import { packFeatures } from '../../src/domain/findings/features/pack-features.js';
import { packBaseline } from '../../src/domain/findings/tracking/pack-baseline.js';
import { encodeProblems } from '../../src/modules/findings/tracking/stored-problems.js';
import { TrackingWorker } from '../../src/modules/findings/tracking/tracking-worker.js';
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

describe('TrackingWorker', () => {
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
    const packed = await new TrackingWorker(pool).packBaseline(rows);
    const severities = numbers.map(() => 0);
    expect(Buffer.from(packed).equals(packBaseline({ features, issueIds, firstSeenScanIds, severities }))).toBe(true);
    // Handed over, so it was another thread that packed them.
    expect(rows[0]!.byteLength).toBe(0);
  });
});
