import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { JobModule } from '../../record/job/job.module.js';
import { BaselineModule } from '../../verdict/baseline/baseline.module.js';
import { ChainModule } from '../../verdict/chain/chain.module.js';
import { ScanModule } from '../../verdict/scan/scan.module.js';
import { AccountDeletionService } from './account-deletion.service.js';
import { RepoDeletionController, ScanDeletionController } from './deletion.controller.js';
import { DeletionForecastService } from './deletion-forecast.service.js';
import { ExpiredDetails } from './expired-details.js';
import { OrgDeletionController } from './org-deletion.controller.js';
import { OrgDeletionJob } from './org-deletion.job.js';
import { OrgDeletionService } from './org-deletion.service.js';
import { RepoDeletionJob } from './repo-deletion.job.js';
import { RepoDeletionService } from './repo-deletion.service.js';
import { RetentionController } from './retention.controller.js';
import { RetentionJob } from './retention.job.js';
import { RetentionService } from './retention.service.js';
import { RetentionPlan } from './retention-plan.js';
import { RetentionQueueRepository } from './retention-queue.repository.js';
import { RetentionTimer } from './retention-timer.js';
import { ScanDeletionService } from './scan-deletion.service.js';
import { StoredDataReadModel } from './stored-data.read-model.js';
import { TransactionFenceRepository } from './transaction-fence.repository.js';
import { UserDeletionController } from './user-deletion.controller.js';
import { UserDeletionService } from './user-deletion.service.js';

/** The end of what is stored: deletion of scans, repositories, organizations and people, and of details after their time. */
@Module({
  imports: [AuditModule, AuthModule, BaselineModule, ChainModule, JobModule, OrganizationModule, ScanModule],
  controllers: [
    ScanDeletionController,
    RepoDeletionController,
    OrgDeletionController,
    UserDeletionController,
    RetentionController,
  ],
  providers: [
    StoredDataReadModel,
    DeletionForecastService,
    ScanDeletionService,
    RepoDeletionService,
    RepoDeletionJob,
    OrgDeletionService,
    OrgDeletionJob,
    UserDeletionService,
    RetentionService,
    RetentionPlan,
    RetentionJob,
    RetentionTimer,
    RetentionQueueRepository,
    TransactionFenceRepository,
    ExpiredDetails,
    AccountDeletionService,
  ],
})
export class RetentionModule {}
