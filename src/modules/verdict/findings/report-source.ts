import { TABLES_VERSION } from '../../../domain/findings/classify/tables-version.js';
import type { FindingReport } from './finding-report.js';
import type { ToolFindings } from './ingest/tool-findings.js';

/** Origin of a tool's findings, and the measures of the whole code base in its report. */
export type ReportSource = Pick<
  FindingReport,
  | 'format'
  | 'duplicationPct'
  | 'duplicatedLines'
  | 'linesOfCode'
  | 'digest'
  | 'toolVersion'
  | 'configDigest'
  | 'rejected'
  | 'uploadedAt'
  | 'placing'
>;

/** A report before its findings are tracked, and before anything of it is stored. */
export const reportOf = ({ tool, toolVersion, state, count }: ToolFindings, source: ReportSource): FindingReport => ({
  ...{ ...source, tool, toolVersion: toolVersion ?? source.toolVersion, state, findingCount: count },
  ...{ tablesVersion: TABLES_VERSION, storedBytes: 0, matchedAgainst: '', fixedCount: 0, tracking: null },
});
