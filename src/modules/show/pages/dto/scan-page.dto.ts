import type { CoverageFormat } from '../../../../domain/coverage/coverage-report.js';
import type { FindingsFormat } from '../../../../domain/findings/finding.js';
import type { RunState } from '../../../../domain/findings/run-state.js';
import { type RightsDto } from '../../../../platform/tenancy/rights.dto.js';
import { type ForgeLinksDto, type RepoDto } from '../../../people/organization/repo.reader.js';
import { type EvaluationDto } from '../../../verdict/quality-gate/evaluation.reader.js';
import { type GateStatusDto } from '../../../verdict/quality-gate/status.reader.js';
import { type RatingsDto, type TechDebtDto } from '../../../verdict/ratings/ratings.reader.js';
import { type ScanDto } from '../../../verdict/scan/scan.reader.js';
import type { ReceivedReport } from '../scan-page.read-model.js';
import {
  type PageCoverageDto,
  type PreviousScanDto,
  type ScanChangesDto,
  type ScanCountersDto,
} from './page-parts.dto.js';

/** A report that a scan received. */
export class ReceivedReportDto {
  kind!: 'findings' | 'coverage' | 'tests';
  /** Null for coverage and test results: their reports name no tool. @example eslint */
  tool!: string | null;
  tool_version!: string | null;
  format!: FindingsFormat | CoverageFormat | 'junit';
  /** Number of findings, of files found in the repository, or of tests. */
  records!: number;
  /**
   * Number of results that could not be read, or of paths that match no file; null if an earlier version received the
   * report.
   */
  rejected!: number | null;
  /** Key under which a report of coverage or test results replaces an earlier one; null: it was merged. */
  upload_key!: string | null;
  state!: RunState;
  uploaded_at!: string;
}

/** All that the page of a scan shows. */
export class ScanSummaryDto {
  scan!: ScanDto;
  repo!: RepoDto;
  verdict!: GateStatusDto;
  ratings!: RatingsDto;
  tech_debt!: TechDebtDto;
  coverage!: PageCoverageDto;
  /** Null until completion. */
  counters!: ScanCountersDto | null;
  /** Null for the first scan of the branch or pull request. */
  previous!: PreviousScanDto | null;
  /** Changes since the previous scan; null if there is none, or until completion. */
  changes!: ScanChangesDto | null;
  /** In the order of arrival. */
  reports!: ReceivedReportDto[];
  /** The newest 50, newest first. */
  evaluations!: EvaluationDto[];
  /** Addresses at the forge; null if the repository's forge is unknown. */
  links!: ForgeLinksDto | null;
  /** Rights on the scan and its repository. */
  can!: RightsDto;
}

export const toReceivedReportDto = (report: ReceivedReport): ReceivedReportDto => ({
  kind: report.kind,
  tool: report.tool,
  tool_version: report.toolVersion,
  format: report.format,
  records: report.records,
  rejected: report.rejected,
  upload_key: report.uploadKey,
  state: report.state,
  uploaded_at: report.uploadedAt.toISOString(),
});
