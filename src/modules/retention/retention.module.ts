import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { JobModule } from '../job/job.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { RepoDeletionController, ScanDeletionController } from './deletion.controller.js';
import { RepoDeletionJob } from './repo-deletion.job.js';
import { RepoDeletionService } from './repo-deletion.service.js';
import { ScanDeletionService } from './scan-deletion.service.js';

/** The end of what is stored: deletion of scans and repositories. */
@Module({
  imports: [AuditModule, JobModule, OrganizationModule, ScanModule, BaselineModule],
  controllers: [ScanDeletionController, RepoDeletionController],
  providers: [ScanDeletionService, RepoDeletionService, RepoDeletionJob],
})
export class RetentionModule {}
