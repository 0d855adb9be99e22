import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { WaiverEntity } from './entities/waiver.entity.js';
import { WaiverController } from './waiver.controller.js';
import { WaiverReader } from './waiver.reader.js';
import { WaiverRepository } from './waiver.repository.js';
import { WaiverService } from './waiver.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([WaiverEntity]), AuditModule, OrganizationModule],
  controllers: [WaiverController],
  providers: [WaiverService, WaiverRepository, WaiverReader],
  exports: [WaiverReader],
})
export class WaiverModule {}
