import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { EventModule } from '../../record/event/event.module.js';
import { ForgeReportModule } from '../../record/forge-report/forge-report.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { AuthorDigests } from './author-digests.reader.js';
import { BaseChoiceReader } from './base-choice.reader.js';
import { BranchStaleness } from './branch-staleness.js';
import { ScanEntity } from './entities/scan.entity.js';
import { FileOwnersRepository } from './file-owners.repository.js';
import { MissingScanRepository } from './missing-scan.repository.js';
import { MissingScans } from './missing-scans.js';
import { NewScans } from './new-scans.js';
import { OwnersReader } from './owners.reader.js';
import { PullRequestController } from './pull-request.controller.js';
import { PullRequestReader } from './pull-request.reader.js';
import { PullRequestRepository } from './pull-request.repository.js';
import { PullRequestService } from './pull-request.service.js';
import { PullRequestWriter } from './pull-request.writer.js';
import { ReevaluationRepository } from './reevaluation.repository.js';
import { ReevaluationWriter } from './reevaluation.writer.js';
import { ReusableScanReader } from './reusable-scan.reader.js';
import { ScanController } from './scan.controller.js';
import { ScanEvents } from './scan.events.js';
import { ScanReader } from './scan.reader.js';
import { ScanRepository } from './scan.repository.js';
import { ScanService } from './scan.service.js';
import { ScanWriter } from './scan.writer.js';
import { ScanBodyWorker } from './scan-body-worker.js';
import { ScanDetailsWriter } from './scan-details.writer.js';
import { ScanEndEvents } from './scan-end-events.js';
import { ScanFactsService } from './scan-facts.service.js';
import { ScanMetricsWriter } from './scan-metrics.writer.js';
import { ScanStartService } from './scan-start.service.js';
import { ScanStarter } from './scan-starter.js';
import { ScanTimeoutRepository } from './scan-timeout.repository.js';
import { ScanTimeouts } from './scan-timeouts.js';
import { ScannedPulls } from './scanned-pulls.js';
import { ShownScans } from './shown-scans.js';
import { StackReader } from './stack.reader.js';
import { UploadWriter } from './upload.writer.js';
import { VerdictChangesEvents } from './verdict-changes.events.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ScanEntity]),
    ChainModule,
    EventModule,
    ForgeReportModule,
    OrganizationModule,
    QuotaModule,
  ],
  controllers: [ScanController, PullRequestController],
  providers: [
    ScanService,
    AuthorDigests,
    BaseChoiceReader,
    ReusableScanReader,
    FileOwnersRepository,
    OwnersReader,
    ScanBodyWorker,
    ScanRepository,
    ScanReader,
    ScanWriter,
    ScanDetailsWriter,
    ScanMetricsWriter,
    ScanEvents,
    StackReader,
    ScanTimeouts,
    ScanTimeoutRepository,
    PullRequestService,
    PullRequestRepository,
    PullRequestReader,
    PullRequestWriter,
    MissingScans,
    MissingScanRepository,
    ReevaluationWriter,
    ReevaluationRepository,
    VerdictChangesEvents,
    UploadWriter,
    NewScans,
    ScannedPulls,
    ScanStarter,
    ScanStartService,
    ScanFactsService,
    ShownScans,
    BranchStaleness,
    ScanEndEvents,
  ],
  exports: [
    AuthorDigests,
    BaseChoiceReader,
    ReusableScanReader,
    OwnersReader,
    PullRequestReader,
    PullRequestWriter,
    ReevaluationWriter,
    ScanReader,
    ScanWriter,
    ScanDetailsWriter,
    ScanMetricsWriter,
    ScanEvents,
    StackReader,
    VerdictChangesEvents,
    UploadWriter,
  ],
})
export class ScanModule {}
