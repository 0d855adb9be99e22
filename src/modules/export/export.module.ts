import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { OrganizationRowsRepository } from './organization-rows.repository.js';

/** Everything of an organization, for those who leave with it or keep a copy of their own. */
@Module({
  imports: [AuditModule, OrganizationModule],
  controllers: [ExportController],
  providers: [ExportService, OrganizationRowsRepository],
})
export class ExportModule {}
