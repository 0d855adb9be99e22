import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { JobModule } from '../job/job.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { RepoDeletionController, ScanDeletionController } from './deletion.controller.js';
import { RepoDeletionJob } from './repo-deletion.job.js';
import { RepoDeletionService } from './repo-deletion.service.js';
import { RetentionController } from './retention.controller.js';
import { RetentionJob } from './retention.job.js';
import { RetentionService } from './retention.service.js';
import { RetentionPlan } from './retention-plan.js';
import { RetentionQueueRepository } from './retention-queue.repository.js';
import { RetentionTimer } from './retention-timer.js';
import { ScanDeletionService } from './scan-deletion.service.js';
import { TransactionFenceRepository } from './transaction-fence.repository.js';

/** The end of what is stored: deletion of scans and repositories, and of details after their time. */
@Module({
  imports: [AuditModule, JobModule, OrganizationModule, ScanModule, BaselineModule],
  controllers: [ScanDeletionController, RepoDeletionController, RetentionController],
  providers: [
    ScanDeletionService,
    RepoDeletionService,
    RepoDeletionJob,
    RetentionService,
    RetentionPlan,
    RetentionJob,
    RetentionTimer,
    RetentionQueueRepository,
    TransactionFenceRepository,
  ],
})
export class RetentionModule {}
