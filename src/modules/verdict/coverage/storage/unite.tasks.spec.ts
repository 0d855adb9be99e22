import { decodeByteArrays } from '../../../../../test/support/binary-arrays.js';
import { COVERAGE_FACTS } from '../../../../domain/coverage/coverage-manifest.js';
import type { CoverageFormat, PackedFileCoverage } from '../../../../domain/coverage/coverage-report.js';
import { mergePackedLines } from '../../../../domain/coverage/merge-coverage.js';
import { packCoverage } from '../../../../domain/coverage/packed-lines.js';
import { unpackManifest } from '../../../../domain/segments/manifest.js';
import { addressFile, storeFiles } from './stored-coverage.js';
import { compareUploads, mergeFiles, namedSegments, storeUnited } from './unite.tasks.js';

const NO_NUMBERS = Uint32Array.of();

const aFile = (path: string, hits: readonly number[]): PackedFileCoverage =>
  mergePackedLines(path, [
    packCoverage({
      ...{ path, lines: Uint32Array.from(hits, (_, index) => index + 1), hits: Uint32Array.from(hits) },
      ...{ branchLines: NO_NUMBERS, branchesCovered: NO_NUMBERS, branchesTotal: NO_NUMBERS, counted: null },
    }),
  ]);

/** Manifests of uploads, each a keyframe of its own: by path the hits of the lines. */
function uploadsOf(...all: { format: CoverageFormat; files: Record<string, readonly number[]> }[]) {
  const stored = all.map(
    ({ format, files }) =>
      storeFiles(
        Object.entries(files).map(([path, hits]) => addressFile(aFile(path, hits), format)),
        null,
      ).manifest,
  );
  return {
    keyframes: stored.map(({ keyframe, newKeyframe }) => ({ address: keyframe, content: newKeyframe! })),
    uploads: stored.map(({ keyframe, difference }) => ({ keyframe, difference })),
  };
}

const addressOf = (hits: readonly number[]): string => addressFile(aFile('', hits), 'lcov').entry.address;

describe('compareUploads', () => {
  it('agrees on files of one upload, and on those of which several say the same', () => {
    const { agreed, disputed } = compareUploads(
      uploadsOf(
        { format: 'lcov', files: { 'b.ts': [1], 'c.ts': [2] } },
        { format: 'clover', files: { 'a.ts': [3], 'c.ts': [2] } },
      ),
    );
    expect(disputed).toEqual([]);
    expect(unpackManifest(agreed, COVERAGE_FACTS).map(({ path, facts }) => [path, facts.format])).toEqual([
      ['a.ts', 'clover'],
      ['b.ts', 'lcov'],
      ['c.ts', 'clover'],
    ]);
  });

  it('names what is to be merged, with the format of the last upload', () => {
    const { agreed, disputed } = compareUploads(
      uploadsOf(
        { format: 'lcov', files: { 'a.ts': [1, 0] } },
        { format: 'jacoco', files: { 'a.ts': [0, 1] } },
        { format: 'clover', files: { 'a.ts': [1, 0] } },
      ),
    );
    expect(unpackManifest(agreed, COVERAGE_FACTS)).toEqual([]);
    expect(disputed).toEqual([[{ path: 'a.ts', format: 'clover', addresses: [addressOf([1, 0]), addressOf([0, 1])] }]]);
  });

  it('leaves out files without a place', () => {
    const stored = storeFiles([addressFile(aFile('a.ts', [1]), 'lcov', '\0a.ts')], null).manifest;
    const { agreed } = compareUploads({
      keyframes: [{ address: stored.keyframe, content: stored.newKeyframe! }],
      uploads: [stored],
    });
    expect(unpackManifest(agreed, COVERAGE_FACTS)).toEqual([]);
  });

  it('is merged in portions of at most 2,000 segments', () => {
    const files = (hit: number) => Object.fromEntries(Array.from({ length: 1001 }, (_, file) => [`${file}.ts`, [hit]]));
    const { disputed } = compareUploads(
      uploadsOf({ format: 'lcov', files: files(1) }, { format: 'lcov', files: files(2) }),
    );
    expect(disputed.map((portion) => portion.length)).toEqual([1000, 1]);
  });
});

describe('merged files', () => {
  const parts = [aFile('a.ts', [1, 0]).packed, aFile('a.ts', [0, 5]).packed];

  it('have the larger hits, and the address of what they come to', () => {
    const { manifest, segments } = mergeFiles([{ path: 'a.ts', format: 'lcov', parts }]);
    expect(unpackManifest(manifest, COVERAGE_FACTS)).toEqual([addressFile(aFile('a.ts', [1, 5]), 'lcov').entry]);
    expect(decodeByteArrays(segments.contents)).toEqual([Buffer.from(aFile('a.ts', [1, 5]).packed)]);
  });

  it('are united with the others in the order of paths', () => {
    const merged = mergeFiles([{ path: 'b.ts', format: 'lcov', parts }]).manifest;
    const { agreed } = compareUploads(uploadsOf({ format: 'lcov', files: { 'a.ts': [1], 'c.ts': [0] } }));
    const united = storeUnited({ manifests: [agreed, merged], keyframe: null });
    expect(united).toMatchObject({ fileCount: 3, linesTotal: 4, linesCovered: 3 });
    const paths = unpackManifest(united.newKeyframe!, COVERAGE_FACTS).map(({ path }) => path);
    expect(paths).toEqual(['a.ts', 'b.ts', 'c.ts']);
  });
});

describe('namedSegments', () => {
  const addresses = (packed: Uint8Array) => decodeByteArrays(packed).map((address) => address.toString('hex'));

  it('are those of a keyframe, or of what differs from one', () => {
    const files = Array.from({ length: 30 }, (_, file) => addressFile(aFile(`${file}.ts`, [file]), 'lcov'));
    const first = storeFiles(files, null).manifest;
    const keyframe = { address: first.keyframe, content: first.newKeyframe! };
    const changed = files.with(4, addressFile(aFile('4.ts', [77]), 'lcov'));
    const { difference } = storeFiles(changed, keyframe).manifest;
    expect(addresses(namedSegments({ keyframe: keyframe.content, differences: [] })).sort()).toEqual(
      files.map(({ entry }) => entry.address).sort(),
    );
    expect(addresses(namedSegments({ keyframe: null, differences: [difference] }))).toEqual([addressOf([77])]);
  });
});
