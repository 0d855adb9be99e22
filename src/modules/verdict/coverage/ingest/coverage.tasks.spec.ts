import { createHash } from 'node:crypto';
import { SEED_REPORTS } from '../../../../../bench/coverage-mutations.mjs';
import { decodeByteArrays } from '../../../../../test/support/binary-arrays.js';
import { COVERAGE_FACTS, isUnplaced, reportedPath } from '../../../../domain/coverage/coverage-manifest.js';
import { COVERAGE_FORMATS, type FileCoverage } from '../../../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../../../domain/coverage/packed-lines.js';
import { parseCoverage } from '../../../../domain/coverage/parse-coverage.js';
import { packFileList } from '../../../../domain/paths/packed-file-list.js';
import { unpackManifest } from '../../../../domain/segments/manifest.js';
import type { StoredCoverage } from '../storage/stored-coverage.js';
import { COVERAGE_TASKS, placeCoverage, readCoverage } from './coverage.tasks.js';

const NOWHERE = { fileList: null, reportPath: null, exclude: [], keyframe: null };

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

/** Files of which everything had to be stored, with their packed lines. */
function entriesOf({ manifest, segments }: StoredCoverage) {
  const addresses = decodeByteArrays(segments.addresses).map((address) => address.toString('hex'));
  const contents = new Map(decodeByteArrays(segments.contents).map((content, index) => [addresses[index], content]));
  return unpackManifest(manifest.newKeyframe!, COVERAGE_FACTS).map((entry) => ({
    ...entry,
    packed: contents.get(entry.address)!,
  }));
}

const placedIn = (stored: StoredCoverage) => entriesOf(stored).filter(({ path }) => !isUnplaced(path));
const unplacedIn = (stored: StoredCoverage) =>
  entriesOf(stored)
    .filter(({ path }) => isUnplaced(path))
    .map(({ path, packed }) => ({ path: reportedPath(path), packed }));
const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path);
const filesOf = (stored: StoredCoverage) => placedIn(stored).map(({ path, packed }) => unpackCoverage(path, packed));

const LCOV = 'SF:src/b.ts\nDA:1,1\nDA:2,0\nend_of_record\nSF:/w/src/a.ts\nDA:3,7\nend_of_record\n';

describe.each(COVERAGE_FORMATS)('a report of %s', (format) => {
  const report = SEED_REPORTS[format];

  it('is read into segments of the lines that its parser finds', () => {
    const parsed = parseCoverage(Buffer.from(report));
    const { stored, summary } = read(report);
    const found = parsed.ok ? parsed.value.files : [];
    expect(new Set(placedIn(stored).map(({ facts }) => facts.format))).toEqual(new Set([format]));
    expect(linesOf(filesOf(stored))).toEqual(linesOf(found));
    expect(stored.manifest.fileCount).toBe(found.length);
    expect(summary).toMatchObject({ format, fileCount: found.length, unmatched: [] });
  });
});

describe('readCoverage', () => {
  it('takes the digest of the bytes', () => {
    expect(Buffer.from(read(LCOV).digest)).toEqual(createHash('sha256').update(LCOV).digest());
  });

  it('keeps files without a place apart, at the paths that the report gives', () => {
    const { stored, summary } = read(LCOV, ['src/b.ts']);
    expect(pathsOf(placedIn(stored))).toEqual(['src/b.ts']);
    expect(pathsOf(unplacedIn(stored))).toEqual(['/w/src/a.ts']);
    expect(stored.manifest).toMatchObject({ fileCount: 1, linesTotal: 2, linesCovered: 1 });
    expect(summary).toMatchObject({ fileCount: 1, recordCount: 1, unmatched: ['w/src/a.ts'] });
  });

  it('merges sections of one file', () => {
    const { stored } = read(`${LCOV}SF:./src/b.ts\nDA:2,4\nend_of_record\n`);
    const merged = filesOf(stored).find(({ path }) => path === 'src/b.ts');
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

describe('a keyframe', () => {
  const keyframeOf = ({ manifest }: StoredCoverage) => ({ address: manifest.keyframe, content: manifest.newKeyframe! });
  const segmentsIn = ({ segments }: StoredCoverage) => decodeByteArrays(segments.contents).length;
  const many = Array.from({ length: 20 }, (_, file) => `SF:src/${file}.ts\nDA:1,${file}\nend_of_record\n`);

  it('spares the segments that it names', () => {
    const keyframe = keyframeOf(read(many.join('')).stored);
    const changed = many.with(3, 'SF:src/3.ts\nDA:1,77\nend_of_record\n').join('');
    const result = readCoverage({ ...inputOf(changed), keyframe });
    expect(result).toMatchObject({ ok: true, value: { stored: { manifest: { newKeyframe: null, fileCount: 20 } } } });
    expect(result.ok && segmentsIn(result.value.stored)).toBe(1);
  });

  it('spares them under other paths, too', () => {
    const keyframe = keyframeOf(read(many.join('')).stored);
    const result = readCoverage({ ...inputOf(many.join('').replaceAll('src/', 'lib/')), keyframe });
    expect(result.ok && segmentsIn(result.value.stored)).toBe(0);
  });
});

describe('placeCoverage', () => {
  const LISTED = packFileList(['src/a.ts', 'src/b.ts']);

  it('gives stored files the places that a later list of files says', () => {
    const { stored, summary } = read(LCOV, ['other.ts']);
    expect(placedIn(stored)).toEqual([]);
    const placed = placeCoverage({
      ...{ ...NOWHERE, fileList: LISTED },
      ...{ format: summary.format, sources: summary.sources, files: unplacedIn(stored) },
    });
    expect(pathsOf(placedIn(placed.stored))).toEqual(['src/a.ts', 'src/b.ts']);
    expect(placed.summary.unmatched).toEqual([]);
    expect(filesOf(placed.stored)).toEqual(filesOf(read(LCOV, ['src/a.ts', 'src/b.ts']).stored));
  });

  it('gives placed files other places by another list', () => {
    const { stored, summary } = read(LCOV, ['a.ts', 'x/src/a.ts', 'src/b.ts']);
    expect(pathsOf(placedIn(stored))).toEqual(['src/b.ts', 'x/src/a.ts']);
    expect(pathsOf(unplacedIn(stored))).toEqual(['/w/src/a.ts', 'src/b.ts']);
    const placed = placeCoverage({
      ...{ ...NOWHERE, fileList: LISTED },
      ...{ format: summary.format, sources: summary.sources, files: unplacedIn(stored) },
    });
    expect(entriesOf(placed.stored)).toEqual(entriesOf(read(LCOV, ['src/a.ts', 'src/b.ts']).stored));
  });

  it('keeps files apart that came to one place, and none twice that stay at their paths', () => {
    const twice = read(`${LCOV}SF:/w/src/b.ts\nDA:2,4\nend_of_record\n`, ['src/a.ts', 'src/b.ts']).stored;
    expect(pathsOf(unplacedIn(twice))).toEqual(['/w/src/a.ts', '/w/src/b.ts', 'src/b.ts']);
    expect(unplacedIn(read('SF:src/b.ts\nDA:1,1\nend_of_record\n', ['src/b.ts']).stored)).toEqual([]);
  });
});

it('tasks hand over the buffers of all that they pack', () => {
  const { output, transfer } = COVERAGE_TASKS.readCoverage(inputOf(LCOV, ['src/b.ts']));
  expect(transfer).toHaveLength(4);
  const posted = structuredClone(output, { transfer: [...transfer] });
  expect(posted).toMatchObject({ ok: true, value: { stored: { manifest: { fileCount: 1 } } } });
});
