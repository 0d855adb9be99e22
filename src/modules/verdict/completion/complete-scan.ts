import type { FinalFindings } from '../findings/final-findings.writer.js';
import type { CountedEvaluation } from '../quality-gate/evaluation.writer.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';

/** The scan as completion leaves it but for its verdict. A scan to which coverage came late stays completed since when it was. */
export const completeScan = (scan: Scan, coverage: ScanCoverage, findings: FinalFindings, at: Date): Scan => ({
  ...scan,
  state: 'completed',
  completedAt: scan.completedAt ?? at,
  coverage,
  metrics: completeMetrics(scan.metrics, findings.measures),
  hasFindingsReport: findings.hasFindingsReport,
  fixedCount: findings.fixedCount,
  noLongerChecked: findings.noLongerChecked,
  tracking: findings.tracking,
});

/** The scan with its last evaluation. */
export const judgedScan = (scan: Scan, { evaluation, counters, summary }: CountedEvaluation): Scan => ({
  ...scan,
  counters,
  evaluation: evaluation.number,
  gateStatus: evaluation.status,
  summary,
});

/** Reports measure where the scanner itself said nothing. */
const completeMetrics = (
  said: Scan['metrics'],
  { duplicationPct, duplicatedLines, linesOfCode, toolVersions }: FinalFindings['measures'],
): Scan['metrics'] => ({
  ...said,
  duplicationPct: said.duplicationPct ?? duplicationPct,
  // A report that counts them names the lines that its percentage rests on.
  duplicatedLines: duplicatedLines ?? said.duplicatedLines,
  linesOfCode: said.linesOfCode ?? linesOfCode,
  toolVersions: { ...toolVersions, ...said.toolVersions },
});
