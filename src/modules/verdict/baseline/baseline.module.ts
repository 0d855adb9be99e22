import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { BaseReader } from './base.reader.js';
import { BaselineController } from './baseline.controller.js';
import { BaselineReader } from './baseline.reader.js';
import { BaselineRepository } from './baseline.repository.js';
import { BaselineService } from './baseline.service.js';
import { BaselineWriter } from './baseline.writer.js';
import { BaselineEntity } from './entities/baseline.entity.js';
import { RepoBaselineController } from './repo-baseline.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([BaselineEntity]), AuthModule, OrganizationModule, ScanModule, AuditModule],
  controllers: [BaselineController, RepoBaselineController],
  providers: [BaselineService, BaselineRepository, BaselineReader, BaselineWriter, BaseReader],
  exports: [BaselineReader, BaselineWriter, BaseReader],
})
export class BaselineModule {}
