import { createHash } from 'node:crypto';
import { SEED_REPORTS } from '../../../../bench/coverage-mutations.mjs';
import { COVERAGE_FORMATS, type FileCoverage } from '../../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import { parseCoverage } from '../../../domain/coverage/parse-coverage.js';
import { packFileList } from '../../../domain/paths/packed-file-list.js';
import { type CoverageRows, packedAt } from '../coverage-rows.js';
import { COVERAGE_TASKS, placeCoverage, readCoverage } from './coverage.tasks.js';

const NOWHERE = { fileList: null, reportPath: null, exclude: [] };

const inputOf = (report: string, paths: readonly string[] | null = null) => ({
  ...NOWHERE,
  bytes: Buffer.from(report),
  format: undefined,
  fileList: paths && packFileList(paths),
});

/** A report that can be read. */
function read(report: string, paths: readonly string[] | null = null) {
  const result = readCoverage(inputOf(report, paths));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Lines with their hits, file by file, in an order that does not depend on paths. */
const linesOf = (files: readonly Pick<FileCoverage, 'lines' | 'hits'>[]) =>
  files.map(({ lines, hits }) => `${lines.join()} ${hits.join()}`).sort();

const filesOf = (rows: CoverageRows) => rows.paths.map((path, index) => unpackCoverage(path, packedAt(rows, index)));

const LCOV = 'SF:src/b.ts\nDA:1,1\nDA:2,0\nend_of_record\nSF:/w/src/a.ts\nDA:3,7\nend_of_record\n';

describe.each(COVERAGE_FORMATS)('a report of %s', (format) => {
  const report = SEED_REPORTS[format];

  it('is read into rows of the lines that its parser finds', () => {
    const parsed = parseCoverage(Buffer.from(report));
    const { files, summary } = read(report);
    const found = parsed.ok ? parsed.value.files : [];
    expect(files.format).toBe(format);
    expect(linesOf(filesOf(files.placed))).toEqual(linesOf(found));
    expect(summary).toMatchObject({ format, fileCount: found.length, unmatched: [] });
  });
});

describe('readCoverage', () => {
  it('takes the digest of the bytes', () => {
    expect(Buffer.from(read(LCOV).digest)).toEqual(createHash('sha256').update(LCOV).digest());
  });

  it('keeps files without a place apart, at the paths that the report gives', () => {
    const { files, summary } = read(LCOV, ['src/b.ts']);
    expect(files.placed.paths).toEqual(['src/b.ts']);
    expect(files.unplaced.paths).toEqual(['/w/src/a.ts']);
    expect(summary).toMatchObject({ fileCount: 1, recordCount: 1, unmatched: ['w/src/a.ts'] });
  });

  it('merges sections of one file', () => {
    const { placed } = read(`${LCOV}SF:./src/b.ts\nDA:2,4\nend_of_record\n`).files;
    const merged = filesOf(placed).find(({ path }) => path === 'src/b.ts');
    expect(merged).toMatchObject({ lines: Uint32Array.of(1, 2), hits: Uint32Array.of(1, 4) });
  });

  it('leaves out excluded files', () => {
    const result = readCoverage({ ...inputOf(LCOV), exclude: ['src/b.*'] });
    expect(result).toMatchObject({ ok: true, value: { summary: { fileCount: 1 } } });
  });

  it('counts no records of a report without lines', () => {
    expect(read('SF:a.ts\nend_of_record\n').summary).toMatchObject({ fileCount: 1, recordCount: 0 });
  });

  it('answers the place of a fault', () => {
    expect(readCoverage(inputOf('DA:1,1\n'))).toMatchObject({ ok: false, error: { code: 'malformed', line: 1 } });
  });
});

describe('placeCoverage', () => {
  it('gives stored files the places that a later list of files says', () => {
    const { files, summary } = read(LCOV, ['other.ts']);
    expect(files.placed.paths).toEqual([]);
    const stored = files.unplaced.paths.map((path, index) => ({ path, packed: packedAt(files.unplaced, index) }));
    const placed = placeCoverage({
      ...{ ...NOWHERE, fileList: packFileList(['src/a.ts', 'src/b.ts']) },
      ...{ format: files.format, sources: summary.sources, files: stored },
    });
    expect(placed.files.placed.paths).toEqual(['src/a.ts', 'src/b.ts']);
    expect(placed.summary.unmatched).toEqual([]);
    expect(filesOf(placed.files.placed)).toEqual(filesOf(read(LCOV, ['src/a.ts', 'src/b.ts']).files.placed));
  });
});

it('tasks hand over the buffers of all rows', () => {
  const { output, transfer } = COVERAGE_TASKS.readCoverage(inputOf(LCOV, ['src/b.ts']));
  expect(transfer).toHaveLength(6);
  const posted = structuredClone(output, { transfer: [...transfer] });
  expect(posted).toMatchObject({ ok: true, value: { files: { placed: { paths: ['src/b.ts'] } } } });
});
