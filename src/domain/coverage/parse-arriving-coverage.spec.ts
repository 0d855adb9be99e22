import fc from 'fast-check';
import { AS_TABLES } from './collecting/file-form.js';
import { generateReport } from '../../../bench/coverage-generator.mjs';
import { mutatedReport, SEED_REPORTS } from '../../../bench/coverage-mutations.mjs';
import type { Arrived, ArrivingBytes } from '../scanning/arriving-text.js';
import { COVERAGE_FORMATS } from './coverage-report.js';
import { parseArrivingCoverage, parseCoverage } from './parse-coverage.js';

/** Filler in place of bytes that have not arrived yet, which no reader may see. */
const NOT_ARRIVED = 0xff;

/** A report that arrives in pieces of these sizes, over and over. */
class Arriving implements ArrivingBytes {
  /** Number of waits with nothing left to wait for: the report is then read once more. */
  readAgain = 0;
  private readonly memory: Uint8Array;
  private arrived = 0;
  private pieces = 0;

  constructor(
    private readonly report: Uint8Array,
    private readonly sizes: readonly number[],
  ) {
    this.memory = new Uint8Array(new SharedArrayBuffer(report.length + 10)).fill(NOT_ARRIVED);
  }

  waitForMore(): Arrived {
    if (this.pieces > 0 && this.arrived === this.report.length) this.readAgain++;
    const end = Math.min(this.arrived + this.sizes[this.pieces++ % this.sizes.length]!, this.report.length);
    this.memory.set(this.report.subarray(this.arrived, end), this.arrived);
    this.arrived = end;
    return { bytes: this.memory.subarray(0, end), isWhole: end === this.report.length };
  }
}

const someSizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

describe.each(COVERAGE_FORMATS)('a report of %s that is still arriving', (format) => {
  const report = new Uint8Array(Buffer.from(SEED_REPORTS[format]));

  it('is read as the whole one, wherever its pieces end', () => {
    const whole = parseCoverage(report);
    expect(whole.ok).toBe(true);
    for (let size = 1; size <= report.length; size++) {
      expect(parseArrivingCoverage(() => AS_TABLES, new Arriving(report, [size]))).toEqual(whole);
    }
  });

  it('is read or refused as the whole one, whatever is wrong with it', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), someSizes, (seed, sizes) => {
        const mutated = new Uint8Array(mutatedReport(format, seed));
        expect(parseArrivingCoverage(() => AS_TABLES, new Arriving(mutated, sizes))).toEqual(parseCoverage(mutated));
      }),
      { numRuns: 2000 },
    );
  });

  it('is not read a second time', () => {
    const arriving = new Arriving(new Uint8Array(generateReport(format, 300_000)), [7_919]);
    expect(parseArrivingCoverage(() => AS_TABLES, arriving).ok).toBe(true);
    expect(arriving.readAgain).toBe(0);
  });

  it('is judged as what it was sent as', () => {
    const other = COVERAGE_FORMATS.find((known) => known !== format)!;
    expect(parseArrivingCoverage(() => AS_TABLES, new Arriving(report, [50]), { format: other })).toEqual(
      parseCoverage(report, { format: other }),
    );
  });
});

describe('a report that is still arriving and', () => {
  it.each([
    ['holds nothing', ''],
    ['is none', '{"results": []}'],
    ['is in UTF-16', Buffer.from(SEED_REPORTS.lcov, 'utf16le')],
    ['has a byte order mark', `\ufeff${SEED_REPORTS.clover}`],
    [
      'is declared as latin1',
      '<?xml version="1.0" encoding="latin1"?><report name="r"><group name="\u00e9"/></report>',
    ],
    [
      'turns out not to be UTF-8',
      Buffer.concat([Buffer.from(SEED_REPORTS.lcov), Buffer.from([0x53, 0x46, 0x3a, 0xe9])]),
    ],
    ['turns out to hold NUL', Buffer.concat([Buffer.from(SEED_REPORTS.lcov), Buffer.from('\0\n')])],
    [
      'has > within an attribute',
      '<report name="a>\nb"><package name="p"><sourcefile name="a>\n"/></package></report>',
    ],
    ['has > within a comment and a text', '<report name="r"><!-- a>\n<b> --><group name="g">a>\nb</group></report>'],
  ])('%s is read as the whole one', (_, content) => {
    const bytes = new Uint8Array(Buffer.from(content as string));
    for (const size of [1, 7, 40, 1000]) {
      expect(parseArrivingCoverage(() => AS_TABLES, new Arriving(bytes, [size]))).toEqual(parseCoverage(bytes));
    }
  });
});
