import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Request } from 'express';
import { packFileList } from '../../src/domain/paths/packed-file-list.js';
import { CoverageIngest } from '../../src/modules/verdict/coverage/ingest/coverage-ingest.js';
import { FindingsIngest } from '../../src/modules/verdict/findings/ingest/findings-ingest.js';
import { ScanBodyWorker } from '../../src/modules/verdict/scan/scan-body-worker.js';
import { ServiceMetrics } from '../../src/platform/observability/service-metrics.js';
import { WorkerPool } from '../../src/platform/workers/worker-pool.js';
import { threadScript } from '../support/host/hosts-of-run.js';

const pool = new WorkerPool({
  entry: threadScript('report-worker'),
  size: 1,
  maxQueued: 1,
  timeoutMs: 30_000,
  fairProcessorMs: 1,
  maxHeapMb: 256,
});
const inThread = jest.spyOn(pool, 'run');
const tasks = () => inThread.mock.calls.map(([task]) => task);

beforeEach(() => inThread.mockClear());
afterAll(() => pool.close());

const listOf = (count: number) => Array.from({ length: count }, (_, file) => `packages/app/src/f${file}.ts`);

describe('a small report of a scan that knows its files', () => {
  const lcov = Buffer.from('SF:/w/src/f3.ts\nDA:1,1\nend_of_record\n');
  const eslint = Buffer.from(
    JSON.stringify([{ filePath: '/w/src/f3.ts', messages: [{ severity: 2, message: 'No.' }] }]),
  );
  const readBoth = async (count: number) => {
    const fileList = packFileList(listOf(count));
    const coverage = { bytes: lcov, format: undefined, fileList, reportPath: null, exclude: [], keyframe: null };
    const { summary } = await new CoverageIngest(pool, new ServiceMetrics()).readCoverage(coverage);
    const secret = new Uint8Array(32);
    const findings = { bytes: Buffer.from(eslint), format: undefined, overrides: [], fileList, secret };
    const { tools } = await new FindingsIngest(pool, new ServiceMetrics()).readFindings(findings);
    const [part] = tools[0]!.parts;
    return [summary.unmatched.length, part!.paths.includes('packages/app/src/f3.ts')];
  };

  it('is read in place while these are few', async () => {
    expect(await readBoth(1_000)).toEqual([0, true]);
    expect(tasks()).toEqual([]);
  });

  it('is read by a thread when looking at these takes long', async () => {
    expect(await readBoth(20_000)).toEqual([0, true]);
    expect(tasks()).toEqual(['readCoverage', 'readFindings']);
  });
});

describe('a small report of an organization with its own classification', () => {
  const report = JSON.stringify([{ filePath: 'a.ts', messages: [{ ruleId: 'x', severity: 2, message: 'No.' }] }]);

  it.each([
    ['in place where patterns and report are short', '*x', 187, []],
    ['by a thread where matching takes more steps', '*x', 188, ['readFindings']],
    ['in place with some names', 'xx', 1_250, []],
    ['by a thread where there are more', 'xx', 1_251, ['readFindings']],
  ])('is read %s', async (_where, rule, count, expected) => {
    const overrides = Array.from({ length: count }, () => ({ tool: 'eslint', rule, severity: 'low' as const }));
    const bytes = Buffer.from(report.padEnd(8_000));
    const secret = new Uint8Array(32);
    const input = { bytes, format: undefined, overrides, fileList: null, secret };
    await new FindingsIngest(pool, new ServiceMetrics()).readFindings(input);
    expect(tasks()).toEqual(expected);
  });
});

describe('what CI tells of a scan', () => {
  const worker = new ScanBodyWorker(pool);
  const aRequest = (type: string, body: string): Request => {
    const headers = { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) };
    const stream = Readable.from([Buffer.from(body)]) as unknown as IncomingMessage;
    return Object.assign(stream, { headers, get: () => type }) as unknown as Request;
  };
  const diffOf = (count: number) =>
    listOf(count)
      .map((file) => `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -0,0 +1,2 @@\n+a\n+b\n`)
      .join('');

  it.each([
    [10, [] as string[]],
    [10_000, ['readPaths', 'readPaths', 'readChanges']],
  ])('of %i files is read to the same, in a thread where it is large', async (count, expected) => {
    const text = await worker.readPaths(aRequest('text/plain', listOf(count).join('\r\n')));
    const json = await worker.readPaths(aRequest('application/json', JSON.stringify({ paths: listOf(count) })));
    const changes = await worker.readChanges(aRequest('text/x-diff; charset=utf-8', diffOf(count)));
    expect(text).toEqual({ paths: packFileList(listOf(count).sort()), count, codeOwners: null, warnings: [] });
    expect(json).toEqual(text);
    expect(changes).toMatchObject({ fileCount: count, addedLines: 2 * count, renames: 0 });
    expect(tasks()).toEqual(expected);
  });

  it.each([
    ['text/plain', `/etc/passwd\n${'a\n'.repeat(50_000)}`, { code: 'validation_failed', status: 400 }],
    ['application/json', `{"paths":${'['.repeat(70_000)}`, { code: 'malformed_json', status: 400 }],
    ['image/png', 'x'.repeat(70_000), { code: 'unsupported_content_type', status: 400 }],
    ['text/plain', `a\0${'a\n'.repeat(50_000)}`, { code: 'unreadable_report', status: 400 }],
  ])('is refused as in place, with the same words (%s)', async (type, body, expected) => {
    await expect(worker.readPaths(aRequest(type, body))).rejects.toMatchObject(expected);
    expect(tasks()).toEqual(['readPaths']);
  });

  it('names the field that is wrong', async () => {
    const body = JSON.stringify({ paths: [...listOf(5_000), '../up'] });
    await expect(worker.readPaths(aRequest('application/json', body))).rejects.toMatchObject({
      extra: { errors: [{ field: 'paths[5000]', message: expect.stringContaining('inside the repository') }] },
    });
  });
});
