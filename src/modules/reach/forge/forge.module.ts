import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkModule } from '../../../platform/work/work.module.js';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { PublisherModule } from '../../people/publisher/publisher.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { EventModule } from '../../record/event/event.module.js';
import { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import { RepoForgeEntity } from '../../record/forge-report/entities/repo-forge.entity.js';
import { ForgeReportModule } from '../../record/forge-report/forge-report.module.js';
import { MailModule } from '../../record/mail/mail.module.js';
import { FindingsModule } from '../../verdict/findings/findings.module.js';
import { QualityGateModule } from '../../verdict/quality-gate/quality-gate.module.js';
import { RatingsModule } from '../../verdict/ratings/ratings.module.js';
import { ScanModule } from '../../verdict/scan/scan.module.js';
import { ConnectionController } from './connection.controller.js';
import { ConnectionRepository } from './connection.repository.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionChanges } from './connection-changes.js';
import { ConnectionLog } from './connection-log.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { ConnectionTestService } from './connection-test.service.js';
import { ForgeAccesses } from './forge-accesses.js';
import { ForgeReportController } from './forge-report.controller.js';
import { ForgeReportService } from './forge-report.service.js';
import { ForgeReportLeases } from './forge-report-leases.js';
import { ForgeReportSender } from './forge-report-sender.js';
import { ForgeReportSettler } from './forge-report-settler.js';
import { ForgeReportWork } from './forge-report-work.js';
import { BranchNewsFollower } from './hooks/branch-news-follower.js';
import { EndedInstallations } from './hooks/ended-installations.js';
import { HookController } from './hooks/hook.controller.js';
import { HookRepository } from './hooks/hook.repository.js';
import { HookService } from './hooks/hook.service.js';
import { HookDeliveryRepository } from './hooks/hook-delivery.repository.js';
import { HookRefusals } from './hooks/hook-refusals.js';
import { HookWork } from './hooks/hook-work.js';
import { NewsFollower } from './hooks/news-follower.js';
import { NewsQueue } from './hooks/news-queue.js';
import { PullNewsFollower } from './hooks/pull-news-follower.js';
import { Rerequests } from './hooks/rerequests.js';
import { ProjectFollower } from './project-follower.js';
import { ProjectReader } from './project-reader.js';
import { RepoForgeController } from './repo-forge.controller.js';
import { RepoForgeRepository } from './repo-forge.repository.js';
import { RepoForgeService } from './repo-forge.service.js';
import { ReportFactsReader } from './report-facts.reader.js';
import { ReportedScanReader } from './reported-scan.reader.js';
import { ConnectionRightsFollower } from './rights-follower.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ForgeEntity, RepoForgeEntity]),
    AuditModule,
    AuthModule,
    EventModule,
    FindingsModule,
    ForgeReportModule,
    MailModule,
    OrganizationModule,
    PublisherModule,
    QualityGateModule,
    RatingsModule,
    ScanModule,
    WorkModule,
  ],
  controllers: [ConnectionController, RepoForgeController, ForgeReportController, HookController],
  providers: [
    ConnectionService,
    ConnectionTestService,
    ConnectionRepository,
    ConnectionSecrets,
    RepoForgeService,
    RepoForgeRepository,
    ForgeAccesses,
    ForgeReportService,
    ForgeReportSender,
    ForgeReportSettler,
    ForgeReportWork,
    ReportFactsReader,
    ConnectionRightsFollower,
    ProjectFollower,
    ProjectReader,
    HookService,
    HookRepository,
    HookDeliveryRepository,
    HookRefusals,
    HookWork,
    NewsFollower,
    ConnectionChanges,
    ConnectionLog,
    NewsQueue,
    PullNewsFollower,
    BranchNewsFollower,
    Rerequests,
    EndedInstallations,
    ReportedScanReader,
    ForgeReportLeases,
  ],
})
export class ForgeModule {}
