import { Inject, Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { rightsOf } from '../../../platform/tenancy/rights.js';
import { toRepoDto } from '../../people/organization/repo.reader.js';
import { EvaluationReader, toEvaluationDto } from '../../verdict/quality-gate/evaluation.reader.js';
import { StatusReader } from '../../verdict/quality-gate/status.reader.js';
import { toRatingsDto, toTechDebtDto } from '../../verdict/ratings/ratings.reader.js';
import { ScanReader, toScanDto } from '../../verdict/scan/scan.reader.js';
import { toPageCoverageDto, toScanCountersDto } from './dto/page-parts.dto.js';
import { type ScanSummaryDto, toReceivedReportDto } from './dto/scan-page.dto.js';
import { measuredOf, toPreviousScanDto, toScanChangesDto } from './previous-scan.js';
import { ScanPageReadModel } from './scan-page.read-model.js';

/** Evaluations on the page, more than anybody reads. */
const MAX_EVALUATIONS = 50;

/** The page of a scan. Its statements depend on the id alone, so that they travel together. */
@Injectable()
export class ScanPageService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly statuses: StatusReader,
    private readonly evaluations: EvaluationReader,
    private readonly pages: ScanPageReadModel,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async summarize(caller: Caller, scanId: ScanId): Promise<ScanSummaryDto> {
    const { orgId } = caller;
    const [scan, verdict, evaluations, { repo, previous, reports, evaluators }] = await this.tenant.run(orgId, () =>
      together([
        this.scans.getScan(orgId, scanId),
        this.statuses.readStatus(orgId, scanId),
        this.evaluations.listNewest(orgId, scanId, MAX_EVALUATIONS),
        this.pages.findFacts(orgId, scanId),
      ]),
    );
    if (!repo) throw new NotFoundInOrg('scan');
    const last = evaluations[0] ?? null;
    const rated = { scan, ratings: last?.ratings ?? null };
    const shownRepo = toRepoDto(repo);
    return {
      scan: toScanDto(scan, this.tenant.now(), this.config.server.publicUrl),
      repo: shownRepo,
      verdict,
      ratings: toRatingsDto(rated),
      tech_debt: toTechDebtDto(rated),
      coverage: toPageCoverageDto(scan),
      counters: scan.counters && toScanCountersDto(scan.counters),
      previous: previous && toPreviousScanDto(previous, measuredOf(scan)),
      changes: previous && last && scan.state === 'completed' ? toScanChangesDto(previous, scan, last) : null,
      reports: reports.map(toReceivedReportDto),
      evaluations: evaluations.map((each) => toEvaluationDto(each, evaluators)),
      links: shownRepo.links,
      can: rightsOf(caller, scan.repoId),
    };
  }
}
