import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganizationModule } from '../organization/organization.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { ScanEntity } from './entities/scan.entity.js';
import { ScanController } from './scan.controller.js';
import { ScanEvents } from './scan.events.js';
import { ScanReader } from './scan.reader.js';
import { ScanRepository } from './scan.repository.js';
import { ScanService } from './scan.service.js';
import { ScanWriter } from './scan.writer.js';
import { ScanBodyWorker } from './scan-body-worker.js';
import { ScanDetailsWriter } from './scan-details.writer.js';

@Module({
  imports: [TypeOrmModule.forFeature([ScanEntity]), OrganizationModule, QuotaModule],
  controllers: [ScanController],
  providers: [ScanService, ScanBodyWorker, ScanRepository, ScanReader, ScanWriter, ScanDetailsWriter, ScanEvents],
  exports: [ScanReader, ScanWriter, ScanDetailsWriter, ScanEvents],
})
export class ScanModule {}
