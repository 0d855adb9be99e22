import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import pg from 'pg';
import { anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { propertyRuns } from '../../support/programme.js';
import { aCobertura, anLcov, lines } from '../../support/reports.js';
import { takeSeed, takeSome } from '../../support/seed.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const startScan = async (api: ApiClient = app.admin, branch = 'main'): Promise<number> =>
  (await api.post('/scans', { repo: 'acme/coverage', branch })).body.scan_id as number;

const upload = (
  scanId: number,
  content: string | Uint8Array,
  fields: Record<string, string> = {},
  api: ApiClient = app.admin,
) => api.upload('/quality/coverage/upload', { scan_id: String(scanId), ...fields }, { content });

const pathsOf = (body: any): string[] => body.files.map((file: { file_path: string }) => file.file_path);

describe('the list of covered files', () => {
  const aListOf = async (count: number): Promise<{ scan: number; paths: string[] }> => {
    const scan = await startScan();
    const paths = Array.from({ length: count }, (_, file) => `src/f${String(file).padStart(5, '0')}.ts`);
    const report = anLcov(Object.fromEntries(paths.map((path) => [path, lines(2, 1)])));
    expect((await upload(scan, report)).status).toBe(200);
    return { scan, paths };
  };

  // It is read a thousand at a time.
  it.each([1, 999, 1_000, 1_001, 2_000, 2_001])('has each of %i files once', async (count) => {
    const { scan, paths } = await aListOf(count);
    const { body } = await app.admin.get(`/quality/coverage/${scan}`);
    expect(pathsOf(body)).toEqual(paths);
    expect(body).toMatchObject({
      file_count: count,
      lines_total: 2 * count,
      lines_covered: count,
      coverage_pct: 50,
      next_cursor: null,
    });
  });

  it('has a path and a key that are as long as they may be, and neither is compressible', async () => {
    const scan = await startScan();
    const longest = (length: number) =>
      String.fromCharCode(...Array.from({ length }, (_, at) => 0x4e00 + ((at * 7_919) % 20_000)));
    const tooLong = longest(601);
    const answer = await upload(scan, anLcov({ [longest(600)]: lines(2, 1), [tooLong]: lines(2, 1) }), {
      upload_key: longest(200),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        records_persisted: 1,
        warnings: [
          { code: 'paths_dropped', message: expect.stringMatching(/^paths that are too long were dropped: 1 /) },
        ],
      },
    });
    expect(pathsOf((await app.admin.get(`/quality/coverage/${scan}`)).body)).toEqual([longest(600)]);
    const file = await app.admin.get(`/quality/coverage/${scan}/files?path=${encodeURIComponent(longest(600))}`);
    expect(file).toMatchObject({
      status: 200,
      body: {
        lines: [
          [1, 1],
          [2, 0],
        ],
      },
    });
  });

  it('goes on behind a cursor to its end where no limit is given, with the totals of all', async () => {
    const { scan, paths } = await aListOf(2_500);
    const first = (await app.admin.get(`/quality/coverage/${scan}?limit=200`)).body;
    const rest = (await app.admin.get(`/quality/coverage/${scan}?cursor=${first.next_cursor}`)).body;
    expect([...pathsOf(first), ...pathsOf(rest)]).toEqual(paths);
    for (const { file_count, lines_total, lines_covered } of [first, rest])
      expect([file_count, lines_total, lines_covered]).toEqual([2_500, 5_000, 2_500]);
    expect(rest.next_cursor).toBeNull();
  });

  it('has a head without a body', async () => {
    const { scan } = await aListOf(1_500);
    const headers = { authorization: await bearer() };
    const answer = await fetch(`${app.url}/api/quality/coverage/${scan}`, { method: 'HEAD', headers });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('leaves nothing behind for clients that go away, at once or in the middle', async () => {
    const { scan, paths } = await aListOf(20_000);
    const headers = { authorization: await bearer() };
    // More than there are connections to the database.
    for (let client = 0; client < 24; client++) {
      const sent = request(`${app.url}/api/quality/coverage/${scan}`, { headers, agent: false });
      sent.on('error', () => undefined);
      sent.end();
      if (client % 3 === 0) await once(sent, 'socket');
      else {
        const [response] = await once(sent, 'response');
        if (client % 3 === 1) await once(response, 'data');
      }
      sent.destroy();
    }
    expect(pathsOf((await app.admin.get(`/quality/coverage/${scan}`)).body)).toEqual(paths);
    await until(openTransactions, (open) => open === 0);
  });
});

describe('uploads to one scan at once', () => {
  /** Contents of a report: by file and line, the hits. */
  type Coverage = Record<string, Record<number, number>>;
  interface Sent {
    readonly key: string;
    readonly coverage: Coverage;
  }
  const KEYS = ['', '', 'unit', 'browser'] as const;

  const fileArbitrary = fc.dictionary(fc.integer({ min: 1, max: 4 }).map(String), fc.integer({ min: 0, max: 3 }), {
    minKeys: 1,
    noNullPrototype: true,
  });
  const sentArbitrary: fc.Arbitrary<Sent> = fc.record({
    key: fc.constantFrom(...KEYS),
    coverage: fc.dictionary(fc.constantFrom('a.ts', 'b.ts', 'c.ts'), fileArbitrary, {
      minKeys: 1,
      noNullPrototype: true,
    }),
  });

  let beside: TestApp;

  beforeAll(async () => {
    beside = await startTestApp({}, { beside: app });
  });
  afterAll(() => beside.stop());

  it('end as in some order one after the other, through two instances', async () => {
    const seed = takeSeed('uploads at once');
    await fc.assert(
      fc.asyncProperty(fc.array(sentArbitrary, { minLength: 4, maxLength: 12 }), async (all) => {
        const scan = await startScan();
        const answers = await Promise.all(
          all.map(({ key, coverage }, index) => {
            const api = index % 2 === 0 ? app.admin : beside.admin;
            return upload(scan, reportOf(coverage), key === '' ? {} : { upload_key: key }, api);
          }),
        );
        expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200));
        expect(outcomesOf(all).map(canonical)).toContainEqual(canonical(await storedIn(scan)));
        const keyless = all.filter(({ key }) => key === '').map(({ coverage }) => reportOf(coverage));
        const keyed = all.map(({ key }) => key).filter((key) => key !== '');
        expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(
          new Set(keyless).size + new Set(keyed).size,
        );
      }),
      { seed, numRuns: propertyRuns(40) },
    );
  });

  const reportOf = (coverage: Coverage): string =>
    anLcov(
      Object.fromEntries(
        Object.entries(coverage).map(([path, hits]) => [
          path,
          Object.entries(hits).map(([line, count]) => [Number(line), count] as const),
        ]),
      ),
    );

  /** Results of all serial orders: the last upload of each key counts, whichever that is; the others add up. */
  function outcomesOf(all: readonly Sent[]): Coverage[] {
    const under = (key: string) => all.filter((sent) => sent.key === key).map(({ coverage }) => coverage);
    const keys = [...new Set(all.map(({ key }) => key))].filter((key) => key !== '');
    return keys.reduce<Coverage[]>(
      (outcomes, key) => outcomes.flatMap((outcome) => under(key).map((last) => merged([outcome, last]))),
      [merged(under(''))],
    );
  }

  function merged(parts: readonly Coverage[]): Coverage {
    const all: Coverage = {};
    for (const [path, hits] of parts.flatMap((part) => Object.entries(part))) {
      const file = (all[path] ??= {});
      for (const [line, count] of Object.entries(hits)) file[Number(line)] = Math.max(file[Number(line)] ?? 0, count);
    }
    return all;
  }

  async function storedIn(scan: number): Promise<Coverage> {
    const stored: Coverage = {};
    for (const path of pathsOf((await app.admin.get(`/quality/coverage/${scan}`)).body)) {
      const { body } = await app.admin.get(`/quality/coverage/${scan}/files?path=${path}`);
      stored[path] = Object.fromEntries(body.lines);
    }
    return stored;
  }

  const canonical = (coverage: Coverage): string =>
    JSON.stringify(
      Object.entries(coverage)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, hits]) => [path, Object.entries(hits)]),
    );
});

describe('an upload', () => {
  it('under a key is recognised by its bytes, and replaced by others', async () => {
    const scan = await startScan();
    const keyed = (report: string) => upload(scan, report, { upload_key: 'unit' });
    const first = anLcov({ 'a.ts': lines(3, 3), 'b.ts': lines(2, 1) });
    const second = anLcov({ 'a.ts': lines(2, 0) });
    expect((await keyed(first)).body.repeated).toBe(false);
    expect((await keyed(first)).body.repeated).toBe(true);
    expect((await keyed(second)).body.repeated).toBe(false);
    const after = (await app.admin.get(`/quality/coverage/${scan}`)).body;
    expect(after).toMatchObject({ file_count: 1, lines_total: 2, lines_covered: 0 });
    // A replaced report is gone, so its bytes are new again.
    expect((await keyed(first)).body.repeated).toBe(false);
    expect((await app.admin.get(`/quality/coverage/${scan}`)).body).toMatchObject({ file_count: 2, lines_covered: 4 });
    expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
  });

  // Merged in a thread: more than is merged in place.
  it.each<[string, (from: number) => string]>([
    ['one large file', (from) => anLcov({ 'a.ts': lines(60_000, 30_000).map(([line, hits]) => [line + from, hits]) })],
    [
      'many small files',
      (from) =>
        anLcov(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}.ts`, [[1 + from, n % 2] as const]]))),
    ],
  ])('of %s is merged line by line with the one before', async (_, reportFrom) => {
    const scan = await startScan();
    const totals: [files: number, total: number, covered: number][] = [];
    for (const from of [0, 10, 0, 20]) {
      expect((await upload(scan, reportFrom(from))).status).toBe(200);
      const { file_count, lines_total, lines_covered } = (await app.admin.get(`/quality/coverage/${scan}`)).body;
      totals.push([file_count, lines_total, lines_covered]);
    }
    const [files, total, covered] = totals[0]!;
    // A large file grows by the ten lines that are new each time, a small one by its one line.
    const grown = files === 1 ? 10 : 300;
    const ran = files === 1 ? 10 : 150;
    expect(totals).toEqual([0, 1, 1, 2].map((times) => [files, total + times * grown, covered + times * ran]));
  });

  it('may be gzipped, and is the same report then', async () => {
    const scan = await startScan();
    const report = anLcov({ 'a.ts': lines(3, 2) });
    expect((await upload(scan, gzipSync(report))).body.records_persisted).toBe(1);
    expect((await upload(scan, report)).body.repeated).toBe(true);
  });

  it.each([
    ['names no file', 'TN:\n', 0],
    ['names a file without lines', 'SF:src/a.ts\nLF:0\nLH:0\nend_of_record\n', 1],
    ['has no classes', '<coverage line-rate="0" version="1"><packages/></coverage>', 0],
  ])('counts as no record where the report %s', async (_, report, fileCount) => {
    const scan = await startScan();
    expect(await upload(scan, report)).toMatchObject({
      status: 200,
      body: {
        records_persisted: 0,
        warnings: [{ code: 'report_empty', message: expect.stringMatching(/no (files|line records)/) }],
      },
    });
    const none = { file_count: fileCount, lines_total: 0, lines_covered: 0, coverage_pct: null };
    expect((await app.admin.get(`/quality/coverage/${scan}`)).body).toMatchObject(none);
  });

  it('counts the files without lines of a report that has lines elsewhere', async () => {
    const report = `SF:src/empty.ts\nend_of_record\n${anLcov({ 'src/a.ts': lines(1, 1) })}`;
    expect((await upload(await startScan(), report)).body).toMatchObject({ records_persisted: 2, warnings: [] });
  });

  it.each([
    ['text/plain', 'SF:a.ts\nDA:1,1\nend_of_record\n'],
    ['application/json', '{"scan_id":1}'],
    ['application/x-www-form-urlencoded', 'scan_id=1'],
  ])('is refused with a request for a form when it comes as %s', async (type, body) => {
    const answer = await app.admin.send('POST', '/quality/coverage/upload', body, { 'content-type': type });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'unsupported_content_type', detail: expect.stringContaining('multipart/form-data') },
    });
  });

  it('names its missing file along with every bad field', async () => {
    const form = new FormData();
    form.append('scan_id', 'x');
    form.append('report_format', 'gcov');
    const { status, body } = await app.admin.post('/quality/coverage/upload', form);
    expect([status, body.code]).toEqual([400, 'invalid_upload']);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['scan_id', 'report_format', 'file']);
  });

  it('says which of its paths fit no file of the scan, or several, and matches the others from wherever they were built', async () => {
    const scan = await startScan();
    const files = ['web/src/app.ts', 'web/src/index.ts', 'api/src/index.ts', 'api/lib/db.ts', 'README.md'];
    expect((await app.admin.post(`/scans/${scan}/files`, { paths: files })).status).toBe(200);
    const reported = {
      'C:\\agent\\_work\\1\\s\\web\\src\\app.ts': lines(2, 1),
      '/usr/src/service/api/lib/db.ts': lines(2, 2),
      'src/index.ts': lines(1, 1),
      'dist/bundle.js': lines(5, 0),
    };
    const { body } = await upload(scan, anLcov(reported));
    expect(body).toMatchObject({
      records_persisted: 2,
      unmatched_paths: { count: 2, paths: ['dist/bundle.js', 'src/index.ts'] },
    });
    expect(body.warnings).toEqual([{ code: 'paths_ambiguous', message: expect.stringContaining('src/index.ts') }]);
    expect(pathsOf((await app.admin.get(`/quality/coverage/${scan}`)).body)).toEqual([
      'api/lib/db.ts',
      'web/src/app.ts',
    ]);
  });
});

describe('one covered file', () => {
  it('is shown with its missed and partial lines, its branches and the lines that the change adds', async () => {
    const scan = await startScan(app.admin, 'feature');
    const report = [
      ...['SF:a.ts', 'DA:1,2', 'DA:2,0', 'DA:3,1', 'DA:5,1'],
      ...['BRDA:3,0,0,1', 'BRDA:3,0,1,-', 'BRDA:5,0,0,1', 'end_of_record', ''],
    ].join('\n');
    await upload(scan, report);
    await app.admin.post(`/scans/${scan}/changes`, { files: [{ path: 'a.ts', added: [[2, 3], [9, 9]] }] }); // prettier-ignore
    expect((await app.admin.get(`/quality/coverage/${scan}/files?path=a.ts`)).body).toEqual({
      ...{ scan_id: scan, file_path: 'a.ts', lines_total: 4, lines_covered: 3, coverage_pct: 75 },
      lines: [[1, 2], [2, 0], [3, 1], [5, 1]], // prettier-ignore
      branches: [[3, 1, 2], [5, 1, 1]], // prettier-ignore
      missed: [2],
      partial: [3],
      added: [[2, 3], [9, 9]], // prettier-ignore
      uncovered_added: [[2, 2]],
      uncounted_added: [],
      removed: [],
      old: null,
      owners: [],
    });
    const unknown = await app.admin.get(`/quality/coverage/${scan}/files?path=b.ts`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  });
});

describe('files with little coverage', () => {
  it('are found below the thresholds of the own organization', async () => {
    const strict = await anOrganization(app);
    await strict.admin.patch('/org', { coverage_gap_medium_pct: 90, coverage_gap_high_pct: 50 });
    const off = await anOrganization(app);
    await off.admin.patch('/org', { coverage_gap_medium_pct: 0, coverage_gap_high_pct: 0 });
    const usual = await anOrganization(app);
    const report = anLcov({ 'a.ts': lines(10, 2), 'b.ts': lines(10, 4), 'c.ts': lines(10, 8), 'd.ts': lines(10, 9) });

    const gapsIn = async (api: ApiClient): Promise<string[]> => {
      const scan = await startScan(api);
      await upload(scan, report, {}, api);
      expect((await api.post(`/scans/${scan}/complete`)).status).toBe(200);
      const { findings } = (await api.get(`/scans/${scan}/findings?type=coverage_gap`)).body;
      const { body } = await api.get(`/quality/tech-debt/${scan}`);
      expect(body.total_minutes).toBe(15 * findings.length);
      return findings.map((gap: any) => `${gap.file_path} ${gap.severity}`).sort();
    };
    expect(await gapsIn(strict.admin)).toEqual(['a.ts high', 'b.ts high', 'c.ts medium']);
    expect(await gapsIn(off.admin)).toEqual([]);
    expect(await gapsIn(usual.admin)).toEqual(['a.ts high', 'b.ts medium']);
  });
});

describe('a bomb', () => {
  const MB = 1024 * 1024;
  /** Time limit of each, even on a busy machine; an algorithm that degenerates takes minutes. */
  const MOMENTS_MS = 60_000;
  const cobertura = aCobertura({ 'a.ts': lines(3, 1) });
  const withDoctype = (doctype: string) => cobertura.replace('<coverage', `${doctype}<coverage`);
  const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  const utf16 = (text: string, mark: boolean) => Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  const inClass = (content: string) => cobertura.replace('<lines>', `${content}<lines>`);
  const expanding = withDoctype(`<!DOCTYPE coverage [<!ENTITY l0 "ha">${laughs}]>`).replace('c"', '&l12;"');

  const BOMBS: readonly [string, () => string | Uint8Array][] = [
    ['of entities', () => expanding],
    ['of entities, in UTF-16 with a mark', () => utf16(expanding, true)],
    ['of entities, in UTF-16 without one', () => utf16(expanding, false)],
    ['of entities, gzipped', () => gzipSync(expanding)],
    ['of an external entity', () => withDoctype('<!DOCTYPE coverage [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['of a parameter entity', () => withDoctype('<!DOCTYPE coverage [<!ENTITY % x SYSTEM "http://[::1]/x"> %x;]>')],
    ['of a document type with declarations', () => withDoctype('<!DOCTYPE coverage [<!ELEMENT coverage ANY>]>')],
    ['of a document type without an end', () => withDoctype(`<!DOCTYPE coverage SYSTEM "${'x'.repeat(20 * MB)}`)],
    ['of depth', () => inClass('<a>'.repeat(5 * MB))],
    ['of attributes', () => inClass(`<a ${Array.from({ length: MB }, (_, n) => `b${n}=""`).join(' ')}/>`)],
    ['of names', () => inClass(Array.from({ length: MB }, (_, n) => `<n${n}/>`).join(''))],
    ['of one value', () => inClass(`<a b="${'x'.repeat(20 * MB)}"/>`)],
    ['of one name', () => inClass(`<${'x'.repeat(20 * MB)}/>`)],
    ['of text', () => inClass('x'.repeat(20 * MB))],
    ['of a comment', () => inClass(`<!--${'x'.repeat(20 * MB)}-->`)],
    ['of CDATA', () => inClass(`<![CDATA[${'x'.repeat(20 * MB)}]]>`)],
    ['of an instruction', () => inClass(`<?x ${'x'.repeat(20 * MB)}?>`)],
    ['of UTF-16 that is declared and not there', () => cobertura.replace('"1.0"', '"1.0" encoding="UTF-16"')],
    ['of NUL', () => Buffer.alloc(20 * MB)],
    ['of gzip', () => gzipSync(Buffer.alloc(30 * MB, '\n'))],
    ['of gzip in gzip', () => gzipSync(gzipSync(Buffer.alloc(30 * MB, '\n')))],
    ['of gzip that is cut short', () => gzipSync(cobertura).subarray(0, -12)],
    ['of files', () => Array.from({ length: 150_000 }, (_, n) => `SF:${n}.c\nDA:1,1\nend_of_record\n`).join('')],
    ['of sections', () => 'SF:a.c\nDA:1,1\nend_of_record\n'.repeat(300_000)],
    ['of lines', () => `SF:a.c\n${'DA:1\n'.repeat(4_500_000)}end_of_record\n`],
    ['that is cut short', () => cobertura.slice(0, -20)],
  ];

  it.each(takeSome(BOMBS, 9))('%s is 400 within moments', async (_, make) => {
    const scan = await startScan();
    const bytes = make();
    const sent = performance.now();
    const { status, body } = await upload(scan, bytes);
    expect([status, body.code]).toEqual([
      400,
      expect.stringMatching(/^(unreadable_report|body_too_large|unknown_format)$/),
    ]);
    expect(performance.now() - sent).toBeLessThan(MOMENTS_MS);
    expect(await app.admin.get(`/scans/${scan}`)).toMatchObject({ body: { uploads_received: 0 } });
  });
});

async function bearer(): Promise<string> {
  const login = await app.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  return `Bearer ${login.body.access_token as string}`;
}

/** Connections of the service that stand in a transaction. */
async function openTransactions(): Promise<number> {
  const client = new pg.Client({ ...app.database.admin, ssl: false });
  await client.connect();
  try {
    const { rows } = await client.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`,
    );
    return rows[0]!.open;
  } finally {
    await client.end();
  }
}
