import { generateReport } from '../../../bench/coverage-generator.mjs';
import { COVERAGE_FORMATS } from '../../domain/coverage/coverage-report.js';
import { packFileList } from '../../domain/paths/packed-file-list.js';
import { ArrivalNotice } from '../../platform/workers/arriving-memory.js';
import { COVERAGE_TASKS } from './coverage.tasks.js';

const { readCoverage, readArrivingCoverage } = COVERAGE_TASKS;

/** A report of which so much has arrived. */
function arriving(report: Buffer, length: number): ArrivalNotice {
  const bytes = new Uint8Array(new SharedArrayBuffer(report.length + 1_000));
  bytes.set(report.subarray(0, length));
  const notice = new ArrivalNotice(bytes);
  notice.arrived(length);
  return notice;
}

describe.each(COVERAGE_FORMATS)('a report of %s that is read while it arrives', (format) => {
  const report = generateReport(format, 2_000_000);
  const fileList = packFileList(['web/src/modules/area0/feature0/component-0.ts', 'README.md']);

  it('comes to what the whole report comes to', () => {
    const notice = arriving(report, report.length);
    notice.whole();
    const { output, transfer } = readArrivingCoverage({ memory: notice.memory, format, fileList });
    expect(output).toEqual(readCoverage({ bytes: new Uint8Array(report), format, fileList }).output);
    expect(transfer).toHaveLength(3);
  });

  it('comes to nothing when it stops arriving', () => {
    const { memory } = arriving(report, 1_000_000);
    expect(readArrivingCoverage({ memory, format, fileList })).toEqual({ output: null, transfer: [] });
  });
});
