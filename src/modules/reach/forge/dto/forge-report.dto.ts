import { ApiProperty } from '@nestjs/swagger';
import type { ScanId } from '../../../../domain/ids.js';
import { FORGE_ERRORS, type ForgeError } from '../../../../domain/reporting/judge-answer.js';
import { type Surface, SURFACES } from '../../../../domain/reporting/report-facts.js';
import {
  evaluationOf,
  FORGE_REPORT_STATES,
  type ForgeReportState,
  type ListedReport,
  scanOf,
} from '../../../record/forge-report/forge-report.js';

/** A place at a forge that shows a scan's verdict. */
export class ShownReportDto {
  @ApiProperty({ enum: SURFACES })
  surface!: Surface;
  /** null for a comment. */
  commit_sha!: string | null;
  /** `superseded`: a newer scan is shown there; `skipped`: there is nothing to show. */
  @ApiProperty({ enum: FORGE_REPORT_STATES })
  state!: ForgeReportState;
  /** Evaluation of the scan that the forge shows; 0: pending or timed out; null: none. */
  shown!: number | null;
  /** Evaluation of the scan that the forge should show; null if it is superseded. */
  wanted!: number | null;
  /** Number of failed attempts since the last success. */
  attempts!: number;
  next_attempt_at!: string | null;
  /** Cause of the last attempt's failure. */
  @ApiProperty({ enum: FORGE_ERRORS, nullable: true })
  error!: ForgeError | null;
  /** Page at the forge, if there is one. */
  url!: string | null;
}

/** All places that show a scan's verdict. */
export class ShownReportListDto {
  reports!: ShownReportDto[];
}

export const toShownReportsDto = (scanId: ScanId, reports: readonly ListedReport[]): ShownReportListDto => ({
  reports: reports.map((report) => toShownReportDto(scanId, report)),
});

function toShownReportDto(scanId: ScanId, report: ListedReport): ShownReportDto {
  const { surface, commitSha, wanted, shown, state, attempts, dueAt, error, url } = report;
  const isOwn = scanOf(wanted) === scanId;
  return {
    surface,
    commit_sha: commitSha,
    state: isOwn ? state : 'superseded',
    shown: shown !== null && scanOf(shown) === scanId ? evaluationOf(shown) : null,
    wanted: isOwn ? evaluationOf(wanted) : null,
    attempts: isOwn ? attempts : 0,
    next_attempt_at: isOwn && state === 'waiting' ? (dueAt?.toISOString() ?? null) : null,
    error: isOwn ? error : null,
    url,
  };
}
