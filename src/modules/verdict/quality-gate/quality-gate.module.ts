import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkModule } from '../../../platform/work/work.module.js';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { EventModule } from '../../record/event/event.module.js';
import { ForgeReportModule } from '../../record/forge-report/forge-report.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { ChainModule } from '../chain/chain.module.js';
import { CoverageModule } from '../coverage/coverage.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { TestsModule } from '../test-results/tests.module.js';
import { WaiverModule } from '../waiver/waiver.module.js';
import { ActionPlanReader } from './action-plan.reader.js';
import { BaseMeasuresReader } from './base-measures.reader.js';
import { CachedStatuses } from './cached-statuses.js';
import { ChangeEvidenceReader } from './change-evidence.reader.js';
import { ConfigurationReader } from './configuration.reader.js';
import { CountChangesReader } from './count-changes.reader.js';
import { EffectiveConfigService } from './effective-config.service.js';
import { EvaluationEntity } from './entities/evaluation.entity.js';
import { GateConfigEntity } from './entities/gate-config.entity.js';
import { GateConfigRevisionEntity } from './entities/gate-config-revision.entity.js';
import { RepoGateConfigRevisionEntity } from './entities/repo-gate-config-revision.entity.js';
import { EvaluationReader } from './evaluation.reader.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { EvaluationService } from './evaluation.service.js';
import { EvaluationWriter } from './evaluation.writer.js';
import { EvaluationLedger } from './evaluation-ledger.js';
import { EvidenceReader } from './evidence.reader.js';
import { FailedScanWriter } from './failed-scan.writer.js';
import { GateConfigController } from './gate-config.controller.js';
import { GateConfigRepository } from './gate-config.repository.js';
import { GateConfigService } from './gate-config.service.js';
import { GateConfigWriter } from './gate-config.writer.js';
import { GateInputsReader } from './gate-inputs.reader.js';
import { GateStatusController } from './gate-status.controller.js';
import { GroupFactsReader } from './group-facts.reader.js';
import { LocalPackController } from './local-pack.controller.js';
import { LocalPackService } from './local-pack.service.js';
import { LongPolls } from './long-polls.js';
import { NewerScanReader } from './newer-scan.reader.js';
import { NextActionsController } from './next-actions.controller.js';
import { PackedMeasuresReader } from './packed-measures.reader.js';
import { PolicyReader } from './policy.reader.js';
import { PolicyFileReader } from './policy-file.reader.js';
import { PolicyPageService } from './policy-page.service.js';
import { PresetsController } from './presets.controller.js';
import { PreviousScanReadModel } from './previous-scan.read-model.js';
import { PreviousScanReader } from './previous-scan.reader.js';
import { RecomputeService } from './recompute.service.js';
import { RecomputeWriter } from './recompute.writer.js';
import { ReevaluationWork } from './reevaluation-work.js';
import { RepoGateConfigRepository } from './repo-gate-config.repository.js';
import { RepoGateConfigService } from './repo-gate-config.service.js';
import { ReportedLineReadModel } from './reported-line.read-model.js';
import { ScanMeasuresReader } from './scan-measures.reader.js';
import { SettledVerdicts } from './settled-verdicts.js';
import { SimulationController } from './simulation.controller.js';
import { SimulationReadModel } from './simulation.read-model.js';
import { SimulationService } from './simulation.service.js';
import { StatusReadModel } from './status.read-model.js';
import { StatusReader } from './status.reader.js';
import { StatusService } from './status.service.js';
import { StatusFastPath } from './status-fast-path.js';
import { TurnedScansReadModel } from './turned-scans.read-model.js';
import { TurnedVerdicts } from './turned-verdicts.js';
import { VerdictAnnouncer } from './verdict-announcer.js';
import { VerdictChanges } from './verdict-changes.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      GateConfigEntity,
      GateConfigRevisionEntity,
      RepoGateConfigRevisionEntity,
      EvaluationEntity,
    ]),
    AuditModule,
    AuthModule,
    BaselineModule,
    ChainModule,
    EventModule,
    ForgeReportModule,
    OrganizationModule,
    ScanModule,
    FindingsModule,
    CoverageModule,
    TestsModule,
    WaiverModule,
    WorkModule,
  ],
  controllers: [
    GateConfigController,
    PresetsController,
    GateStatusController,
    NextActionsController,
    LocalPackController,
    SimulationController,
  ],
  providers: [
    GateConfigService,
    RepoGateConfigService,
    RepoGateConfigRepository,
    StatusService,
    EvaluationService,
    LocalPackService,
    RecomputeService,
    ReevaluationWork,
    RecomputeWriter,
    GateConfigRepository,
    GateConfigWriter,
    GateInputsReader,
    GroupFactsReader,
    EvidenceReader,
    ActionPlanReader,
    PolicyFileReader,
    EvaluationRepository,
    EvaluationReader,
    EvaluationWriter,
    PreviousScanReader,
    PreviousScanReadModel,
    ReportedLineReadModel,
    SimulationService,
    SimulationReadModel,
    StatusReadModel,
    StatusReader,
    CachedStatuses,
    StatusFastPath,
    LongPolls,
    NewerScanReader,
    CountChangesReader,
    TurnedScansReadModel,
    TurnedVerdicts,
    SettledVerdicts,
    VerdictChanges,
    ConfigurationReader,
    BaseMeasuresReader,
    ScanMeasuresReader,
    ChangeEvidenceReader,
    FailedScanWriter,
    VerdictAnnouncer,
    EvaluationLedger,
    PackedMeasuresReader,
    PolicyReader,
    EffectiveConfigService,
    PolicyPageService,
  ],
  exports: [
    EvaluationReader,
    EvaluationWriter,
    GateConfigWriter,
    RecomputeWriter,
    StatusReader,
    NewerScanReader,
    CountChangesReader,
    PolicyFileReader,
    FailedScanWriter,
  ],
})
export class QualityGateModule {}
