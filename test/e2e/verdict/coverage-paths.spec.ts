import { CoverageIngest } from '../../../src/modules/verdict/coverage/ingest/coverage-ingest.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aCobertura, anLcov, aSarifLog, lines } from '../../support/reports.js';

/** Tests the paths that coverage of a monorepo's packages gets, whenever the repository's files become known. */
let app: PrivateApp;

beforeAll(async () => {
  app = await startPrivateApp();
});
afterAll(() => app.stop());

const PACKAGES = ['api', 'web', 'ui'];
const FILES = ['README.md', ...PACKAGES.map((name) => `packages/${name}/src/index.js`)];
/** As each package's own test run writes it: three lines, of which so many ran. */
const reportOf = (ran: number) => anLcov({ 'src/index.js': lines(3, ran) });

const startScan = async (): Promise<number> =>
  (await app.admin.post('/scans', { repo: 'acme/packages', branch: 'main' })).body.scan_id as number;
const listFiles = async (scan: number, paths: readonly string[] = FILES): Promise<void> => {
  expect((await app.admin.post(`/scans/${scan}/files`, { paths })).status).toBe(200);
};
const upload = async (scan: number, content: string, fields: Record<string, string> = {}) => {
  const answer = await app.admin.upload('/quality/coverage/upload', { scan_id: String(scan), ...fields }, { content });
  expect(answer.status).toBe(200);
  return answer.body;
};
const placeOf = (name: string) => ({ report_path: `packages/${name}/coverage/lcov.info` });

/** Each covered file with its lines and those that ran. */
const coverageOf = async (scan: number): Promise<Record<string, [total: number, covered: number]>> => {
  const { body } = await app.admin.get(`/quality/coverage/${scan}`);
  return Object.fromEntries(
    body.files.map((file: { file_path: string; lines_total: number; lines_covered: number }) => [
      file.file_path,
      [file.lines_total, file.lines_covered],
    ]),
  );
};
const THREE = {
  'packages/api/src/index.js': [3, 3],
  'packages/ui/src/index.js': [3, 1],
  'packages/web/src/index.js': [3, 2],
};

describe('reports of three packages that name their files alike', () => {
  const uploadAll = async (scan: number, fields: (name: string) => Record<string, string> = placeOf) => {
    const answers = [];
    for (const [index, name] of ['api', 'web', 'ui'].entries())
      answers.push(await upload(scan, reportOf(3 - index), fields(name)));
    return answers;
  };

  it('end as three files where it is said where they lie', async () => {
    const scan = await startScan();
    await listFiles(scan);
    for (const answer of await uploadAll(scan))
      expect(answer).toMatchObject({ records_persisted: 1, warnings: [], unmatched_paths: { count: 0, paths: [] } });
    expect(await coverageOf(scan)).toEqual(THREE);
    expect((await app.admin.get(`/quality/coverage/${scan}`)).body.coverage_pct).toBe(66.67);
  });

  it('end as the same files where the list comes after them', async () => {
    const scan = await startScan();
    for (const answer of await uploadAll(scan))
      expect(answer).toMatchObject({ records_persisted: 0, unmatched_paths: { count: 1, paths: ['src/index.js'] } });
    expect(await coverageOf(scan)).toEqual({});
    await listFiles(scan);
    expect(await coverageOf(scan)).toEqual(THREE);
  });

  it('are each replaced under its key, before and after the list has come', async () => {
    const scan = await startScan();
    const keyed = (name: string) => ({ ...placeOf(name), upload_key: name });
    await uploadAll(scan, keyed);
    await upload(scan, reportOf(0), keyed('web'));
    await listFiles(scan);
    expect(await coverageOf(scan)).toEqual({ ...THREE, 'packages/web/src/index.js': [3, 0] });
    await upload(scan, reportOf(2), keyed('web'));
    expect(await coverageOf(scan)).toEqual(THREE);
    expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(3);
  });

  it('are told apart by where they lie even where their bytes are the same', async () => {
    const scan = await startScan();
    await listFiles(scan);
    for (const name of PACKAGES) expect((await upload(scan, reportOf(1), placeOf(name))).repeated).toBe(false);
    expect((await upload(scan, reportOf(1), placeOf('ui'))).repeated).toBe(true);
    expect(Object.values(await coverageOf(scan))).toEqual([[3, 1], [3, 1], [3, 1]]); // prettier-ignore
  });

  it('never end as a file that does not exist where it is not said', async () => {
    const scan = await startScan();
    await listFiles(scan);
    for (const answer of await uploadAll(scan, () => ({})))
      expect(answer).toMatchObject({
        records_persisted: 0,
        warnings: [
          { code: 'paths_ambiguous', message: expect.stringMatching(/match several files .*\(src\/index\.js\)/) },
        ],
        unmatched_paths: { count: 1, paths: ['src/index.js'] },
      });
    expect(await coverageOf(scan)).toEqual({});
  });
});

describe('a list of files that comes after reports', () => {
  it('moves what was taken as it was said, and takes out what is no file of the repository', async () => {
    const scan = await startScan();
    await upload(
      scan,
      anLcov({ '/ci/shop/packages/api/src/index.js': lines(3, 1), '/usr/lib/node/fs.js': lines(9, 9) }),
    );
    await upload(scan, aCobertura({ 'packages/api/src/index.js': lines(3, 2) }));
    expect(Object.keys(await coverageOf(scan))).toEqual([
      'ci/shop/packages/api/src/index.js',
      'packages/api/src/index.js',
      'usr/lib/node/fs.js',
    ]);
    await listFiles(scan);
    expect(await coverageOf(scan)).toEqual({ 'packages/api/src/index.js': [3, 2] });
    // Merged as ever with what comes later.
    await upload(scan, anLcov({ 'packages/api/src/index.js': lines(4, 3) }));
    expect(await coverageOf(scan)).toEqual({ 'packages/api/src/index.js': [4, 3] });
  });

  it('moves the coverage stored under a key, and leaves it replaceable', async () => {
    const scan = await startScan();
    const keyed = (ran: number) =>
      upload(scan, anLcov({ '/ci/shop/packages/web/src/index.js': lines(3, ran) }), { upload_key: 'unit' });
    await keyed(1);
    await upload(scan, anLcov({ 'packages/web/src/index.js': lines(3, 2) }));
    await listFiles(scan);
    expect(await coverageOf(scan)).toEqual({ 'packages/web/src/index.js': [3, 2] });
    await keyed(3);
    expect(await coverageOf(scan)).toEqual({ 'packages/web/src/index.js': [3, 3] });
    await keyed(0);
    expect(await coverageOf(scan)).toEqual({ 'packages/web/src/index.js': [3, 2] });
  });

  it('and replaces another finds what that did not have', async () => {
    const scan = await startScan();
    await listFiles(scan, ['README.md']);
    await upload(scan, reportOf(2), placeOf('web'));
    expect(await coverageOf(scan)).toEqual({});
    await listFiles(scan);
    expect(await coverageOf(scan)).toEqual({ 'packages/web/src/index.js': [3, 2] });
  });
});

describe('files that are excluded', () => {
  it('count nowhere, and are no unmatched paths, whenever the list comes', async () => {
    const report = anLcov({
      '/ci/shop/packages/api/src/index.js': lines(3, 1),
      'README.md': lines(9, 0),
      'gen/x.js': lines(9, 0),
    });
    for (const isLate of [false, true]) {
      const scan = await startScan();
      if (!isLate) await listFiles(scan);
      const fields = { exclude: '*.md\ngen/\n\npackages/*/src/*.css' };
      const taken = await upload(scan, report, fields);
      if (isLate) await listFiles(scan);
      else expect(taken).toMatchObject({ records_persisted: 1, unmatched_paths: { count: 0, paths: [] } });
      expect(await coverageOf(scan)).toEqual({ 'packages/api/src/index.js': [3, 1] });
    }
  });

  it.each([
    ['a glob whose stars a regular expression would try in turn', '*a*a*a*a*a*a*a*ab', 'a'.repeat(1_700)],
    [
      '130 globs of 500 characters',
      Array.from({ length: 130 }, (_, at) => `*a${'?'.repeat(495)}${at % 9}*`).join('\n'),
      'ab'.repeat(850),
    ],
    ['1,000 choices', '{a,b}*{c,d}*{a,b,c,d,e}*{a,b,c,d,e}*{a,b,c,d,e}*{a,b}x', 'ab'.repeat(850)],
  ])('are found by %s', async (_case, exclude, path) => {
    const scan = await startScan();
    const report = anLcov({ [path]: lines(1, 0), 'a/b.js': lines(1, 1) });
    expect(await upload(scan, report, { exclude })).toMatchObject({ records_persisted: 2 });
  });

  it('are at most so many globs', async () => {
    const fields = { scan_id: '1', exclude: Array.from({ length: 201 }, (_, at) => `f${at}`).join('\n') };
    const { body } = await app.admin.upload('/quality/coverage/upload', fields, { content: reportOf(1) });
    expect(body.errors).toEqual([{ field: 'exclude', message: expect.stringContaining('200 globs') }]);
    const choices = { scan_id: '1', exclude: '{a,b}'.repeat(10) };
    const answer = await app.admin.upload('/quality/coverage/upload', choices, { content: reportOf(1) });
    expect(answer.body.errors).toEqual([{ field: 'exclude', message: expect.stringContaining('1000 globs') }]);
  });
});

describe('findings of packages that name their files alike', () => {
  it('lie in the package of their report, also where the root has such a file', async () => {
    const scan = await startScan();
    await listFiles(scan, [...FILES, 'src/index.js']);
    for (const name of ['api', 'web']) {
      const content = aSarifLog([{ rule: 'r', path: 'src/index.js', line: 1 }], `linter-${name}`);
      const fields = { report_path: `packages/${name}/reports/lint.sarif` };
      expect((await app.admin.upload(`/scans/${scan}/findings`, fields, { content })).status).toBe(200);
    }
    const { findings } = (await app.admin.get(`/scans/${scan}/findings`)).body;
    expect(findings.map(({ file_path }: { file_path: string }) => file_path).sort()).toEqual([
      'packages/api/src/index.js',
      'packages/web/src/index.js',
    ]);
  });
});

it('refuses a place outside of the repository, along with every other bad field', async () => {
  const fields = { scan_id: 'x', report_path: '../lcov.info' };
  const { status, body } = await app.admin.upload('/quality/coverage/upload', fields, { content: reportOf(1) });
  expect([status, body.code]).toEqual([400, 'validation_failed']);
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['scan_id', 'report_path']);
});

describe('a list of files that arrives while a report is read', () => {
  it('places the files of that report', async () => {
    const scan = await startScan();
    const { readCoverage: read } = CoverageIngest.prototype;
    const reading = jest.spyOn(CoverageIngest.prototype, 'readCoverage').mockImplementationOnce(async function (
      this: CoverageIngest,
      input,
    ) {
      const report = await read.call(this, input);
      await listFiles(scan, ['packages/api/src/index.js']);
      return report;
    });
    await upload(scan, reportOf(3));
    expect(reading).toHaveBeenCalledTimes(2);
    reading.mockRestore();
    expect(await coverageOf(scan)).toEqual({ 'packages/api/src/index.js': [3, 3] });
    expect((await app.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
  });
});
