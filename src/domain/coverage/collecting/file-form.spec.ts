import { mutatedReport, SEED_REPORTS } from '../../../../bench/coverage-mutations.mjs';
import { propertyRuns } from '../../../../test/support/programme.js';
import { COVERAGE_FORMATS, type PackedFileCoverage } from '../coverage-report.js';
import { coverageTotals } from '../coverage-totals.js';
import { packCoverage } from '../packed-lines.js';
import { parseCoverage, parseCoverageAs } from '../parse-coverage.js';
import { AsPacked } from './file-form.js';

const parsePacked = (report: Uint8Array) => parseCoverageAs(new AsPacked(), report, {});

/** The packed files in a form that can be compared. */
const plain = (files: readonly PackedFileCoverage[]) =>
  files.map((file) => ({ ...file, packed: Buffer.from(file.packed).toString('base64') }));

/** Result of packing the tables of the report, or its error. */
function packedTables(report: Uint8Array): unknown {
  const read = parseCoverage(report);
  if (!read.ok) return read.error;
  const files = read.value.files.map((file) => ({
    path: file.path,
    ...coverageTotals(file),
    packed: packCoverage(file),
  }));
  return { ...read.value, files: plain(files) };
}

function packed(report: Uint8Array): unknown {
  const read = parsePacked(report);
  return read.ok ? { ...read.value, files: plain(read.value.files) } : read.error;
}

describe.each(COVERAGE_FORMATS)('files of %s that are packed while they are read', (format) => {
  it('are those that are packed from their tables, whatever the report is like', () => {
    for (let seed = 0; seed < propertyRuns(1_500); seed++) {
      const report = new Uint8Array(mutatedReport(format, seed));
      expect(packed(report)).toEqual(packedTables(report));
    }
  });
});

describe('files of several sections', () => {
  const again = SEED_REPORTS.lcov
    .replaceAll(/^DA:(\d+),0/gm, 'DA:$1,3')
    .replaceAll(/^BRDA:(\d+),(\d+),(\d+),-/gm, 'BRDA:$1,$2,$3,1');

  it('are packed from all of them', () => {
    const single = packed(Buffer.from(SEED_REPORTS.lcov));
    const report = Buffer.from(`${SEED_REPORTS.lcov}\n${again}\n${SEED_REPORTS.lcov}`);
    expect(packed(report)).toEqual(packedTables(report));
    expect(packed(report)).not.toEqual(single);
  });

  it('count branches of all of them, not the most that one says', () => {
    const sections = ['0,0,1', '0,1,0'].map((branch) => `SF:a\nDA:1,1\nBRDA:1,${branch}\nend_of_record\n`);
    const others = ['0,0,0', '0,1,4'].map((branch) => `SF:a\nDA:2,1\nBRDA:1,${branch}\nend_of_record\n`);
    const read = parsePacked(Buffer.from([...sections, ...others].join('')));
    expect(read).toMatchObject({
      ok: true,
      value: { files: [{ linesTotal: 2, linesCovered: 2, branchesTotal: 2, branchesCovered: 2 }] },
    });
  });

  it('are packed again where a later section adds lines', () => {
    const report = 'SF:b\nDA:1,1\nend_of_record\nSF:a\nDA:1,0\nend_of_record\nSF:b\nDA:2,1\nend_of_record\n';
    expect(parsePacked(Buffer.from(report))).toMatchObject({
      ok: true,
      value: { files: [{ path: 'a' }, { path: 'b', linesTotal: 2 }] },
    });
  });
});
