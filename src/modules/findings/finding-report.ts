import type { FindingsFormat } from '../../domain/findings/finding.js';

/** What one tool reported to a scan. */
export interface FindingReport {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly format: FindingsFormat | 'coverage';
  readonly findingCount: number;
  readonly duplicationPct: number | null;
  readonly linesOfCode: number | null;
  readonly matchedAgainst: string;
  readonly fixedCount: number;
  readonly tracking: string | null;
}

/** Files with little coverage are findings of our own: no analyzer reported them. */
export const isAnalyzerReport = (report: Pick<FindingReport, 'format'>): boolean => report.format !== 'coverage';
