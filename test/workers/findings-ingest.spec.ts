import { createHash } from 'node:crypto';
import { FindingsIngest } from '../../src/modules/verdict/findings/ingest/findings-ingest.js';
import { ServiceMetrics } from '../../src/platform/observability/service-metrics.js';
import { WorkerPool } from '../../src/platform/workers/worker-pool.js';
import { threadScript } from '../support/host/hosts-of-run.js';
import { unpacked } from '../support/packed-findings.js';

describe('FindingsIngest with several threads', () => {
  const pool = new WorkerPool({
    entry: threadScript('report-worker'),
    size: 2,
    maxQueued: 1,
    timeoutMs: 30_000,
    fairProcessorMs: 1,
    maxHeapMb: 256,
  });
  const ingest = new FindingsIngest(pool, new ServiceMetrics());

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
      await ingest.readFindings({ ...input, bytes: shared }),
      await ingest.readFindings({ ...input, bytes: Buffer.from(new Uint8Array(log).buffer) }),
    ];
    expect([inShares, whole].map(({ tools }) => tools.map(({ parts }) => parts.length))).toEqual([[20], [1]]);
    const plain = ({ tools, ...read }: typeof whole) => ({
      ...read,
      tools: tools.map((tool) => ({ ...tool, parts: null })),
    });
    expect(plain(inShares)).toEqual(plain(whole));
    const digestOf = ({ tools }: typeof whole) =>
      createHash('sha256')
        .update(JSON.stringify(tools.map((tool) => unpacked(tool))))
        .digest('hex');
    expect(digestOf(inShares)).toBe(digestOf(whole));
  });

  it('reports the first fault of a large report', async () => {
    const filler = JSON.stringify({ message: { text: 'y'.repeat(1_000) } });
    const results = Array.from({ length: 10_000 }, (_, at) => (at === 2_000 || at === 9_000 ? '{"broken":}' : filler));
    const log = Buffer.from(`{"version":"2.1.0","runs":[{"results":[\n${results.join(',\n')}]}]}`);
    const shared = Buffer.from(new SharedArrayBuffer(log.length));
    shared.set(log);
    const read = ingest.readFindings({
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
