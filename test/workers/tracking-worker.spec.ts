import { joinFiles } from '../../src/modules/verdict/findings/ingest/file-part.js';
import { toToolFindings } from '../../src/modules/verdict/findings/ingest/tool-findings.js';
import {
  toKnownInput,
  type TrackingContext,
  trackReported,
} from '../../src/modules/verdict/findings/tracking/tracking.tasks.js';
import { TrackingWorker } from '../../src/modules/verdict/findings/tracking/tracking-worker.js';
import { WorkerPool } from '../../src/platform/workers/worker-pool.js';
import { flagged } from '../support/flagged-code.js';
import { threadScript } from '../support/host/hosts-of-run.js';
import { copiedSegments } from '../support/packed-findings.js';

const SECRET = new Uint8Array(32).fill(1);
const found = toToolFindings(
  {
    ...{ tool: 'analyzer', toolVersion: null },
    findings: flagged(Array.from({ length: 500 }, (_, at) => `run(«a${(at * 7) % 500}»);\n`).join('')),
  },
  SECRET,
);
const files = joinFiles('analyzer', found.parts);

const context = (): TrackingContext => ({
  base: toKnownInput(
    files.map(({ path: name, address }) => ({
      ...{ path: name, address },
      facts: {
        issueIds: Array.from({ length: 500 }, (_, row) => 9_000 - row),
        firstSeenScanIds: Array.from({ length: 500 }, (_, row) => 1 + (row % 3)),
      },
    })),
  ),
  ...{ charged: [], baseline: null, previous: null, marked: [], taken: new Set() },
  beside: { namesScopes: false, lacksDeclarations: false, wordings: new Set() },
  ...{
    isBaseExact: false,
    areTablesSame: true,
    changedSinceBase: null,
    landed: [],
    likely: [],
    target: null,
    ranOnBase: 'all',
    changes: null,
    arePathsResolved: true,
    isBaselineScan: false,
  },
  ...{ secret: SECRET, segments: [Uint8Array.from(Buffer.concat([...copiedSegments(found)]))] },
});

describe('TrackingWorker', () => {
  // No task may queue: what is turned away then fails the test.
  const pool = new WorkerPool({
    entry: threadScript('report-worker'),
    size: 1,
    maxQueued: 0,
    timeoutMs: 30_000,
    fairProcessorMs: 1,
    maxHeapMb: 256,
  });

  afterAll(() => pool.close());

  it('tracks a large report in a thread, whose queue may be full, to what tracking in place gives', async () => {
    const input = { ...context(), files, parts: found.parts };
    const { isShort, run } = new TrackingWorker(pool).trackReported(input);
    expect(isShort).toBe(false);
    expect(await run()).toEqual(trackReported({ ...context(), files, parts: found.parts }));
    // Handed over, so it was another thread that tracked them.
    expect(input.segments[0]!.byteLength).toBe(0);
  });
});
