import { Module } from '@nestjs/common';
import { OrganizationModule } from '../organization/organization.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageReader } from './coverage.reader.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageStore } from './coverage-store.js';
import { CoverageWorker } from './coverage-worker.js';

@Module({
  imports: [OrganizationModule, ScanModule],
  controllers: [CoverageController],
  providers: [CoverageService, CoverageWorker, CoverageStore, CoveragePlacer, CoverageRepository, CoverageReader],
  exports: [CoverageReader],
})
export class CoverageModule {}
