import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { JobModule } from '../../record/job/job.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { AcceptedDirectivesReader } from './accepted-directives.reader.js';
import { FindingReportEntity } from './entities/finding-report.entity.js';
import { IssueMarkEntity } from './entities/issue-mark.entity.js';
import { FinalFactsReader } from './final-facts.reader.js';
import { FinalFindingsWriter } from './final-findings.writer.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { FindingsController } from './findings.controller.js';
import { FindingsReader } from './findings.reader.js';
import { FindingsService } from './findings.service.js';
import { FindingsWriter } from './findings.writer.js';
import { FixKeeper } from './fix-keeper.events.js';
import { FindingsIngest } from './ingest/findings-ingest.js';
import { AcceptService } from './issues/accept.service.js';
import { AcceptanceWriter } from './issues/acceptance.writer.js';
import { AcceptedIssueRepository } from './issues/accepted-issue.repository.js';
import { BulkMarkService } from './issues/bulk-mark.service.js';
import { IssueController } from './issues/issue.controller.js';
import { IssueReadModel } from './issues/issue.read-model.js';
import { IssueReader } from './issues/issue.reader.js';
import { IssueService } from './issues/issue.service.js';
import { IssueDetailsController } from './issues/issue-details.controller.js';
import { IssueDetailsService } from './issues/issue-details.service.js';
import { IssueMarkRepository } from './issues/issue-mark.repository.js';
import { IssueSelection } from './issues/issue-selection.js';
import { IssueSightingsReadModel } from './issues/issue-sightings.read-model.js';
import { IssueSightingsReader } from './issues/issue-sightings.reader.js';
import { MarkChanges } from './issues/mark-changes.js';
import { MarkJobs } from './issues/mark-jobs.js';
import { MarkOperationRepository } from './issues/mark-operation.repository.js';
import { MarkedVerdicts } from './issues/marked-verdicts.js';
import { OwnAcceptancesReader } from './issues/own-acceptances.reader.js';
import { ToolTextsReader } from './issues/tool-texts.reader.js';
import { ComparedFindingsReader } from './listing/compared-findings.reader.js';
import { FindingColumnsService } from './listing/finding-columns.service.js';
import { FindingExportService } from './listing/finding-export.service.js';
import { FindingListService } from './listing/finding-list.service.js';
import { ListedRulesReader } from './listing/listed-rules.reader.js';
import { ListedScanReader } from './listing/listed-scan.reader.js';
import { ListingWorker } from './listing/listing-worker.js';
import { NewFindingsReader } from './listing/new-findings.reader.js';
import { ScanFindingsReader } from './listing/scan-findings.reader.js';
import { NoLongerCheckedReader } from './no-longer-checked.reader.js';
import { PackedFindingsReader } from './packed-findings.reader.js';
import { PackedMarksReader } from './packed-marks.reader.js';
import { ReportContents } from './report-contents.js';
import { ReportContextReader } from './report-context.reader.js';
import { ReportStorage } from './report-storage.js';
import { SecretPlacesReader } from './secret-places.reader.js';
import { ContentsReader } from './storage/contents.reader.js';
import { CountedFindingsReader } from './storage/counted-findings.reader.js';
import { FindingCountsReader } from './storage/finding-counts.reader.js';
import { FindingDetails } from './storage/finding-details.js';
import { FindingStore } from './storage/finding-store.js';
import { FindingTraceReader } from './storage/finding-trace.reader.js';
import { IssueBlockRepository } from './storage/issue-block.repository.js';
import { RuleHelpRepository } from './storage/rule-help.repository.js';
import { ScanManifestRepository } from './storage/scan-manifest.repository.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { StoredFindingsReader } from './stored-findings.reader.js';
import { StrippedSegments } from './stripped-segments.js';
import { SuppressionsReader } from './suppressions.reader.js';
import { CloneTracker } from './tracking/clone-tracker.js';
import { ComparedBaseReader } from './tracking/compared-base.reader.js';
import { EarlierReportsReader } from './tracking/earlier-reports.reader.js';
import { FindingPlacer } from './tracking/finding-placer.js';
import { LandedChangesReader } from './tracking/landed-changes.reader.js';
import { LandedScansReadModel } from './tracking/landed-scans.read-model.js';
import { PreviousReportReadModel } from './tracking/previous-report.read-model.js';
import { ReportTracker } from './tracking/report-tracker.js';
import { ScanHistoryReader } from './tracking/scan-history.reader.js';
import { StoredClones } from './tracking/stored-clones.js';
import { Tracker } from './tracking/tracker.js';
import { TrackingInputsReader } from './tracking/tracking-inputs.reader.js';
import { TrackingSurroundingsReader } from './tracking/tracking-surroundings.reader.js';
import { TrackingWorker } from './tracking/tracking-worker.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([FindingReportEntity, IssueMarkEntity]),
    AuthModule,
    JobModule,
    OrganizationModule,
    ScanModule,
    BaselineModule,
    AuditModule,
    QuotaModule,
  ],
  controllers: [FindingsController, IssueController, IssueDetailsController],
  providers: [
    FindingsService,
    FindingListService,
    FindingColumnsService,
    FindingExportService,
    ScanFindingsReader,
    ComparedFindingsReader,
    NewFindingsReader,
    ListingWorker,
    IssueService,
    BulkMarkService,
    AcceptService,
    AcceptanceWriter,
    SuppressionsReader,
    NoLongerCheckedReader,
    AcceptedIssueRepository,
    MarkChanges,
    MarkJobs,
    MarkOperationRepository,
    IssueDetailsService,
    IssueReader,
    IssueSightingsReadModel,
    FindingDetails,
    ScanManifestRepository,
    SegmentRepository,
    IssueBlockRepository,
    FindingStore,
    FindingTraceReader,
    RuleHelpRepository,
    SecretPlacesReader,
    ContentsReader,
    CountedFindingsReader,
    FindingCountsReader,
    StoredClones,
    FindingReportRepository,
    CloneTracker,
    IssueMarkRepository,
    IssueReadModel,
    OwnAcceptancesReader,
    PreviousReportReadModel,
    LandedScansReadModel,
    LandedChangesReader,
    FindingsReader,
    StoredFindingsReader,
    PackedFindingsReader,
    FindingsWriter,
    FixKeeper,
    FindingsIngest,
    FindingPlacer,
    Tracker,
    TrackingInputsReader,
    TrackingWorker,
    ReportContextReader,
    ReportContents,
    FinalFindingsWriter,
    FinalFactsReader,
    ReportTracker,
    ComparedBaseReader,
    ScanHistoryReader,
    TrackingSurroundingsReader,
    EarlierReportsReader,
    StrippedSegments,
    PackedMarksReader,
    AcceptedDirectivesReader,
    MarkedVerdicts,
    IssueSelection,
    IssueSightingsReader,
    ToolTextsReader,
    ListedScanReader,
    ListedRulesReader,
    ReportStorage,
  ],
  exports: [
    FindingsReader,
    StoredFindingsReader,
    PackedFindingsReader,
    FindingsWriter,
    ComparedFindingsReader,
    NewFindingsReader,
    ScanFindingsReader,
    IssueReader,
    AcceptanceWriter,
    SuppressionsReader,
    SecretPlacesReader,
    FinalFindingsWriter,
    FixKeeper,
  ],
})
export class FindingsModule {}
