import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { WaiverEntity } from './entities/waiver.entity.js';
import { WaiverReader } from './waiver.reader.js';
import { WaiverRepository } from './waiver.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([WaiverEntity]), AuditModule, OrganizationModule],
  providers: [WaiverRepository, WaiverReader],
  exports: [WaiverReader],
})
export class WaiverModule {}
