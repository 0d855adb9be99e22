import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventModule } from '../event/event.module.js';
import { AccessDenialFilter } from './access-denial.filter.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditLogWriter } from './audit-log.writer.js';
import { AuditNamesReadModel } from './audit-names.read-model.js';
import { AuditRetention } from './audit-retention.js';
import { AuditRetentionRepository } from './audit-retention.repository.js';
import { AuditSealRepository } from './audit-seal.repository.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';
import { KeyKindsRepository } from './key-kinds.repository.js';
import { SecurityEventsWriter } from './security-events.writer.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditEntryEntity]), EventModule],
  controllers: [AuditController],
  providers: [
    AuditService,
    AuditRepository,
    AuditRetentionRepository,
    KeyKindsRepository,
    AuditNamesReadModel,
    AuditRetention,
    AuditSealRepository,
    AuditSealer,
    AuditLogWriter,
    SecurityEventsWriter,
    AccessDenialFilter,
  ],
  exports: [AuditLogWriter, SecurityEventsWriter, AccessDenialFilter],
})
export class AuditModule {}
