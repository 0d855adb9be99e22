import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { JobModule } from '../../record/job/job.module.js';
import { ChainModule } from '../../verdict/chain/chain.module.js';
import { FindingsModule } from '../../verdict/findings/findings.module.js';
import { SourceModule } from '../../verdict/source/source.module.js';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { ExportedFiles } from './exported-files.js';
import { ImportController } from './import.controller.js';
import { ImportEnd } from './import-end.js';
import { ImportRecord } from './import-record.js';
import { ImportedFiles } from './imported-files.js';
import { ImportedRowsRepository } from './imported-rows.repository.js';
import { LastScansReadModel } from './last-scans.read-model.js';
import { OrganizationImportService } from './organization-import.service.js';
import { OrganizationRowsRepository } from './organization-rows.repository.js';
import { StoredBytesReadModel } from './stored-bytes.read-model.js';

/** Everything of an organization, for those who leave with it or keep a copy of their own, and its way into another service. */
@Module({
  imports: [
    ...[AuditModule, AuthModule, ChainModule, FindingsModule],
    ...[JobModule, OrganizationModule, QuotaModule, SourceModule],
  ],
  controllers: [ExportController, ImportController],
  providers: [
    ...[ExportService, OrganizationImportService, ExportedFiles, ImportedFiles, ImportEnd, ImportRecord],
    ...[OrganizationRowsRepository, ImportedRowsRepository, LastScansReadModel, StoredBytesReadModel],
  ],
})
export class ExportModule {}
