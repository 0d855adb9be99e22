import type { Scan } from '../scan/scan.reader.js';
import { completeScan } from './complete-scan.js';

const AT = new Date('2026-11-27T10:00:00Z');
const EARLIER = new Date('2026-11-27T09:00:00Z');

const SCAN = {
  id: 3,
  state: 'pending',
  completedAt: null,
  metrics: {
    duplicationPct: null,
    duplicatedLines: 7,
    filesParsed: 4,
    filesSkipped: null,
    linesOfCode: 100,
    toolVersions: { eslint: '9' },
  },
} as unknown as Scan;
const COVERAGE: Scan['coverage'] = {
  fileCount: 1,
  linesTotal: 10,
  linesCovered: 7,
  changedLinesTotal: null,
  changedLinesCovered: null,
  detail: null,
};
const FINDINGS = {
  hasFindingsReport: true,
  fixedCount: 2,
  noLongerChecked: 1,
  tracking: null,
  baselines: null,
  measures: { duplicationPct: 3.5, duplicatedLines: 3, linesOfCode: 90, toolVersions: { eslint: '8', jscpd: '4' } },
};

describe('completeScan', () => {
  it('completes the scan with what was measured', () => {
    expect(completeScan(SCAN, COVERAGE, FINDINGS, AT)).toEqual({
      id: 3,
      state: 'completed',
      completedAt: AT,
      coverage: COVERAGE,
      hasFindingsReport: true,
      fixedCount: 2,
      noLongerChecked: 1,
      tracking: null,
      metrics: {
        duplicationPct: 3.5,
        duplicatedLines: 3,
        filesParsed: 4,
        filesSkipped: null,
        linesOfCode: 100,
        toolVersions: { eslint: '9', jscpd: '4' },
      },
    });
  });

  it('keeps a measure of zero that the scanner gave', () => {
    const scan = { ...SCAN, metrics: { ...SCAN.metrics, duplicationPct: 0, linesOfCode: 0 } };
    const { metrics } = completeScan(scan, COVERAGE, FINDINGS, AT);
    expect([metrics.duplicationPct, metrics.linesOfCode]).toEqual([0, 0]);
  });

  it('comes to the same again, and keeps when it was completed', () => {
    const once = completeScan(SCAN, COVERAGE, FINDINGS, EARLIER);
    expect(completeScan(once, COVERAGE, FINDINGS, AT)).toEqual(once);
  });
});
