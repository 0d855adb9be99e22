import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventModule } from '../event/event.module.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditLogWriter } from './audit-log.writer.js';
import { AuditRetention } from './audit-retention.js';
import { AuditRetentionRepository } from './audit-retention.repository.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditEntryEntity]), EventModule],
  controllers: [AuditController],
  providers: [AuditService, AuditRepository, AuditRetentionRepository, AuditRetention, AuditLogWriter],
  exports: [AuditLogWriter],
})
export class AuditModule {}
