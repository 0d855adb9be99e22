import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { CoverageModule } from '../coverage/coverage.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { QualityGateModule } from '../quality-gate/quality-gate.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { SourceModule } from '../source/source.module.js';
import { TestsModule } from '../test-results/tests.module.js';
import { TrendModule } from '../trend/trend.module.js';
import { ArrivedReportsReadModel } from './arrived-reports.read-model.js';
import { BaselinePromotion } from './baseline-promotion.js';
import { CompletedCoverage } from './completed-coverage.js';
import { CompletionController } from './completion.controller.js';
import { CompletionService } from './completion.service.js';
import { CompletionWriter } from './completion.writer.js';
import { CompletionJudge } from './completion-judge.js';
import { FailureService } from './failure.service.js';
import { LateReports } from './late-reports.js';
import { ReuseWriter } from './reuse.writer.js';
import { ScanFinalizer } from './scan-finalizer.js';
import { ScanOwners } from './scan-owners.js';

@Module({
  imports: [
    OrganizationModule,
    ScanModule,
    BaselineModule,
    FindingsModule,
    CoverageModule,
    QualityGateModule,
    SourceModule,
    TestsModule,
    TrendModule,
  ],
  controllers: [CompletionController],
  providers: [
    CompletionService,
    ScanFinalizer,
    ArrivedReportsReadModel,
    ReuseWriter,
    CompletedCoverage,
    ScanOwners,
    BaselinePromotion,
    CompletionJudge,
    CompletionWriter,
    LateReports,
    FailureService,
  ],
})
export class CompletionModule {}
