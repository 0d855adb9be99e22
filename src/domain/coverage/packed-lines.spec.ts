import fc from 'fast-check';
import { type FileCoverage } from './coverage-report.js';
import { packCoverage, unpackCoverage } from './packed-lines.js';

const u32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffffffff }));
const lines = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 0xffffffff })))
  .map((all) => Uint32Array.from(all).sort());

const aFile: fc.Arbitrary<FileCoverage> = fc.tuple(lines, lines).chain(([ofLines, ofBranches]) => {
  const column = (length: number): fc.Arbitrary<Uint32Array> =>
    fc.array(u32, { minLength: length, maxLength: length }).map((all) => Uint32Array.from(all));
  return fc.record({
    path: fc.constantFrom('a.ts', 'src/é.c'),
    lines: fc.constant(ofLines),
    hits: column(ofLines.length),
    branchLines: fc.constant(ofBranches),
    branchesCovered: column(ofBranches.length),
    branchesTotal: column(ofBranches.length),
    counted: fc.option(fc.record({ linesTotal: u32, linesCovered: u32, branchesTotal: u32, branchesCovered: u32 })),
  });
});

describe('packCoverage', () => {
  it('is undone by unpackCoverage', () => {
    fc.assert(fc.property(aFile, (file) => expect(unpackCoverage(file.path, packCoverage(file))).toEqual(file)));
  });

  it('reads from any place in a larger buffer', () => {
    fc.assert(
      fc.property(aFile, fc.nat(9), (file, before) => {
        const packed = packCoverage(file);
        const padded = Buffer.concat([Buffer.alloc(before, 7), packed, Buffer.alloc(3, 7)]);
        expect(unpackCoverage(file.path, padded.subarray(before, before + packed.length))).toEqual(file);
      }),
    );
  });

  it('packs equal coverage to equal bytes, whatever buffers it is in', () => {
    fc.assert(
      fc.property(aFile, (file) => {
        const view = { ...file, lines: Uint32Array.of(9, ...file.lines, 9).subarray(1, file.lines.length + 1) };
        expect(packCoverage(view)).toEqual(packCoverage(file));
      }),
    );
  });

  it('takes two bytes for a plain line', () => {
    const length = 1000;
    const file = {
      path: 'a',
      lines: Uint32Array.from({ length }, (_, i) => 3 * i + 1),
      hits: new Uint32Array(length).fill(7),
      branchLines: Uint32Array.of(),
      branchesCovered: Uint32Array.of(),
      branchesTotal: Uint32Array.of(),
      counted: null,
    };
    expect(packCoverage(file)).toHaveLength(2 * length + 5);
  });

  it('refuses what it did not pack', () => {
    fc.assert(
      fc.property(aFile, fc.nat(), (file, at) => {
        const packed = packCoverage(file);
        expect(() => unpackCoverage('a', packed.subarray(0, at % packed.length))).toThrow(RangeError);
        expect(() => unpackCoverage('a', Uint8Array.of(...packed, 0))).toThrow(RangeError);
        expect(() => unpackCoverage('a', Uint8Array.of(2, ...packed.subarray(1)))).toThrow('version 1');
      }),
    );
  });
});
