import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { generateReport } from '../../../bench/coverage-generator.mjs';
import { isNightly } from '../../support/programme.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

/** Large enough to be read by a thread, and to arrive in many pieces. */
const REPORT_BYTES = isNightly ? 3_000_000 : 600_000;
const FIRST_BYTES = REPORT_BYTES / 3;
const PAUSE_MS = 50;

interface Answer {
  readonly status: number;
  readonly body: any;
}

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await startTestApp();
  const { body } = await app.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  token = body.access_token as string;
});
afterAll(() => app.stop());

const startScan = async (): Promise<number> =>
  (await app.admin.post('/scans', { repo: 'acme/large-coverage', branch: 'main' })).body.scan_id as number;

/** A form of text fields, [name, value] each, and of one file, in this order. */
async function aForm(
  parts: readonly (readonly [string, string] | Uint8Array)[],
): Promise<{ type: string; bytes: Buffer }> {
  const form = new FormData();
  for (const part of parts) {
    if (part instanceof Uint8Array) form.append('file', new Blob([part]), 'report');
    else form.append(part[0], part[1]);
  }
  const encoded = new Response(form);
  return { type: encoded.headers.get('content-type')!, bytes: Buffer.from(await encoded.arrayBuffer()) };
}

type Form = Awaited<ReturnType<typeof aForm>>;

const begin = ({ type, bytes }: Form): ClientRequest =>
  request(`${app.url}/api/quality/coverage/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type, 'content-length': bytes.length },
  });

async function answerTo(sent: ClientRequest): Promise<Answer> {
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

function upload(form: Form): Promise<Answer> {
  const sent = begin(form);
  sent.end(form.bytes);
  return answerTo(sent);
}

const filesOf = async (scan: number): Promise<unknown> =>
  (await app.admin.get(`/quality/coverage/${scan}`)).body.files as unknown;

/** Uploads a report gzipped to a scan of its own. */
async function uploadGzipped(report: Uint8Array): Promise<{ answer: Answer; files: unknown }> {
  const scan = await startScan();
  const answer = await upload(await aForm([['scan_id', String(scan)], gzipSync(report)]));
  return { answer, files: await filesOf(scan) };
}

const withoutScan = ({ status, body }: Answer) => ({ status, body: { ...body, scan_id: null } });

const FORMATS = [
  ...(['lcov', 'cobertura', 'jacoco', 'clover', 'go', 'sonarqube', 'opencover'] as const),
  ...(['simplecov', 'istanbul', 'coveragepy', 'llvm'] as const),
];

describe.each(FORMATS)('a large report of %s', (format) => {
  const report = generateReport(format, REPORT_BYTES);

  it('comes to what it comes to gzipped', async () => {
    const whole = await uploadGzipped(report);
    const scan = await startScan();
    const answer = await upload(await aForm([['scan_id', String(scan)], report]));
    expect(withoutScan(answer)).toEqual(withoutScan(whole.answer));
    expect(answer.status).toBe(200);
    expect(await filesOf(scan)).toEqual(whole.files);
  });

  it('is refused for what is wrong with it, and stored in no part', async () => {
    const broken = Buffer.concat([report.subarray(0, report.length - 200), Buffer.from('\xff\0<', 'latin1')]);
    const whole = await uploadGzipped(broken);
    const scan = await startScan();
    const answer = await upload(await aForm([['scan_id', String(scan)], broken]));
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      400,
      'unreadable_report',
      whole.answer.body.detail,
    ]);
    expect(await filesOf(scan)).toEqual([]);
  });
});

describe('a large report', () => {
  const report = generateReport('lcov', REPORT_BYTES);

  it('is that of the scan, and of the format, that the form names in the end', async () => {
    const scan = await startScan();
    expect((await upload(await aForm([report, ['scan_id', String(scan)]]))).status).toBe(200);
    const misnamed = await aForm([['scan_id', String(scan)], report, ['report_format', 'jacoco']]);
    expect(await upload(misnamed)).toMatchObject({ status: 400, body: { code: 'format_mismatch' } });
    const other = await startScan();
    const repeated = await aForm([['scan_id', String(other)], report, ['scan_id', String(scan)]]);
    expect(await upload(repeated)).toMatchObject({ status: 400, body: { code: 'invalid_upload' } });
    expect(await filesOf(other)).toEqual([]);
  });

  it('is stored once where its files come in several sections', async () => {
    const covered = report.toString().replaceAll(/^(DA:\d+),0$/gm, '$1,5');
    const twice = Buffer.concat([report, Buffer.from(covered)]);
    const whole = await uploadGzipped(Buffer.from(covered));
    const scan = await startScan();
    const answer = await upload(await aForm([['scan_id', String(scan)], twice]));
    expect(withoutScan(answer)).toEqual(withoutScan(whole.answer));
    expect(await filesOf(scan)).toEqual(whole.files);
  });

  it('is refused for its own faults before those of its scan are reported', async () => {
    const broken = Buffer.concat([report, Buffer.from('\0')]);
    const refused = await upload(await aForm([['scan_id', '999999'], broken]));
    expect(refused).toMatchObject({ status: 400, body: { code: 'unreadable_report' } });
    expect(await upload(await aForm([['scan_id', '999999'], report]))).toMatchObject({ status: 404 });
  });

  it('is merged with what its scan has, and recognized when it comes again', async () => {
    const scan = await startScan();
    const other = generateReport('lcov', REPORT_BYTES)
      .toString()
      .replaceAll(/^DA:(\d+),\d+$/gm, 'DA:$1,0');
    expect((await upload(await aForm([['scan_id', String(scan)], Buffer.from(other)]))).status).toBe(200);
    const uncovered = await filesOf(scan);
    expect((await upload(await aForm([['scan_id', String(scan)], report]))).status).toBe(200);
    expect(await filesOf(scan)).toEqual((await uploadGzipped(report)).files);
    expect(await filesOf(scan)).not.toEqual(uncovered);
    expect((await upload(await aForm([['scan_id', String(scan)], report]))).status).toBe(200);
    expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(2);
  });

  it('is matched with the files of its scan', async () => {
    const scan = await startScan();
    const paths = ['web/src/modules/area0/feature0/component-0.ts', 'web/README.md'];
    expect((await app.admin.post(`/scans/${scan}/files`, { paths })).status).toBe(200);
    const { body } = await upload(await aForm([['scan_id', String(scan)], report]));
    const { files } = await uploadGzipped(report);
    expect(body).toMatchObject({ records_persisted: 1, unmatched_paths: { count: (files as unknown[]).length - 1 } });
    expect(await filesOf(scan)).toEqual([expect.objectContaining({ file_path: paths[0] })]);
  });

  it('that stops arriving for a while is read when it is there', async () => {
    const scan = await startScan();
    const form = await aForm([['scan_id', String(scan)], report]);
    const sent = begin(form);
    sent.write(form.bytes.subarray(0, FIRST_BYTES));
    await sleep(PAUSE_MS);
    sent.end(form.bytes.subarray(FIRST_BYTES));
    expect((await answerTo(sent)).status).toBe(200);
  });

  it('that breaks off leaves nothing behind', async () => {
    const scan = await startScan();
    const form = await aForm([['scan_id', String(scan)], report]);
    const sent = begin(form);
    sent.on('error', () => undefined);
    sent.write(form.bytes.subarray(0, FIRST_BYTES));
    await sleep(PAUSE_MS);
    sent.destroy();
    expect((await upload(form)).status).toBe(200);
    expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
  });
});
