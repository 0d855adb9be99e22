import { mutatedReport } from '../../../bench/coverage-mutations.mjs';
import { propertyRuns } from '../../../test/support/programme.js';
import { COVERAGE_FORMATS, type CoverageFormat, type FileCoverage } from './coverage-report.js';
import { parseCoverage } from './parse-coverage.js';

const REPORTS = propertyRuns(2_000);
/** Another part of all mutations for each commit. */
const FIRST_SEED = (Number(process.env.SEED) % 100_000) * REPORTS;

/** `bench/fuzz-coverage.mjs` does the same a hundred thousand times, and watches memory. */
describe.each(COVERAGE_FORMATS)('mutated reports of %s', (format) => {
  it(`are read or refused with a place: seeds ${FIRST_SEED} to ${FIRST_SEED + REPORTS - 1}`, () => {
    const faults: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + REPORTS; seed++) {
      const fault = faultOf(format, seed);
      if (fault !== null) faults.push(`seed ${seed}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  it('change what is read, so that they try something', () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 300; seed++) {
      const answer = parseCoverage(mutatedReport(format, seed));
      outcomes.add(answer.ok ? JSON.stringify(answer.value.files) : answer.error.message);
    }
    expect(outcomes.size).toBeGreaterThan(20);
  });
});

function faultOf(format: CoverageFormat, seed: number): string | null {
  const answer = parseCoverage(mutatedReport(format, seed));
  if (answer.ok) return answer.value.files.every(isSound) ? null : 'columns that do not fit';
  const { line = 0, column = 0, message } = answer.error;
  return line >= 1 && column >= 1 && message !== '' ? null : 'an error without a place';
}

const isSound = (file: FileCoverage): boolean =>
  file.path !== '' &&
  ascends(file.lines) &&
  file.hits.length === file.lines.length &&
  ascends(file.branchLines) &&
  file.branchesCovered.length === file.branchLines.length &&
  file.branchesTotal.every((total, i) => total >= file.branchesCovered[i]!);

const ascends = (lines: Uint32Array): boolean => lines.every((line, i) => line > (i === 0 ? 0 : lines[i - 1]!));
