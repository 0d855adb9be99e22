import fc from 'fast-check';
import type { PackedFileCoverage } from '../../domain/coverage/coverage-report.js';
import { mergePackedLines } from '../../domain/coverage/merge-coverage.js';
import { packCoverage } from '../../domain/coverage/packed-lines.js';
import { encodeCoverage, FILE_COLUMNS, packedAt, tuplesOf } from './coverage-rows.js';

const NONE = Uint32Array.of();

const aFile = (path: string, hits: readonly number[]): PackedFileCoverage => {
  const packed = packCoverage({
    path,
    lines: Uint32Array.from(hits, (_, index) => 2 * index + 1),
    hits: Uint32Array.from(hits),
    branchLines: NONE,
    branchesCovered: NONE,
    branchesTotal: NONE,
    counted: null,
  });
  return mergePackedLines(path, [packed]);
};

const files = fc
  .array(fc.array(fc.nat(1_000), { maxLength: 20 }), { maxLength: 12 })
  .map((all) => all.map((hits, index) => aFile(`src/é${index}.ts`, hits)));

/** The fields of tuples, read by the rules of PostgreSQL's manual. */
function fieldsOf(tuples: Uint8Array): Buffer[][] {
  const bytes = Buffer.from(tuples);
  const rows: Buffer[][] = [];
  for (let at = 0; at < bytes.length;) {
    const fields: Buffer[] = [];
    let left = bytes.readInt16BE(at);
    for (at += 2; left > 0; left--) {
      const end = at + 4 + bytes.readInt32BE(at);
      fields.push(bytes.subarray(at + 4, end));
      at = end;
    }
    rows.push(fields);
  }
  return rows;
}

describe('encodeCoverage', () => {
  it('writes a tuple for each file', () => {
    const rows = encodeCoverage([aFile('a.ts', [3, 0]), aFile('ü.ts', [])], () => 'lcov');
    const read = fieldsOf(rows.tuples).map(([path, format, ...rest]) => [
      path!.toString(),
      format!.toString(),
      ...rest.slice(0, 4).map((count) => count.readInt32BE()),
    ]);
    expect(read).toEqual([
      ['a.ts', 'lcov', 2, 1, 0, 0],
      ['ü.ts', 'lcov', 0, 0, 0, 0],
    ]);
  });

  it('says where the packed lines of each file are', () => {
    fc.assert(
      fc.property(files, (all) => {
        const rows = encodeCoverage(all, () => 'lcov');
        expect(fieldsOf(rows.tuples).every((fields) => fields.length === FILE_COLUMNS.length)).toBe(true);
        expect(rows.paths.map((_, index) => Buffer.from(packedAt(rows, index)))).toEqual(
          all.map(({ packed }) => Buffer.from(packed)),
        );
      }),
    );
  });
});

describe('tuplesOf', () => {
  it('cuts out the tuples of the wanted files, those side by side as one', () => {
    fc.assert(
      fc.property(files, fc.func(fc.boolean()), (all, isWanted) => {
        const rows = encodeCoverage(all, () => 'clover');
        const chunks = tuplesOf(rows, isWanted);
        const wanted = all.filter(({ path }) => isWanted(path));
        expect(Buffer.concat(chunks)).toEqual(Buffer.from(encodeCoverage(wanted, () => 'clover').tuples));
        expect(chunks.every(({ length }) => length > 0)).toBe(true);
      }),
    );
  });
});
