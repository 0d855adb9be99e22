import { Module } from '@nestjs/common';
import { FindingsModule } from '../findings/findings.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageReader } from './coverage.reader.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageStore } from './coverage-store.js';
import { CoverageWorker } from './coverage-worker.js';
import { CoverageWriter } from './coverage.writer.js';

@Module({
  imports: [OrganizationModule, ScanModule, FindingsModule],
  controllers: [CoverageController],
  providers: [
    CoverageService,
    CoverageWorker,
    CoverageStore,
    CoveragePlacer,
    CoverageRepository,
    CoverageReader,
    CoverageWriter,
  ],
  exports: [CoverageReader, CoverageWriter],
})
export class CoverageModule {}
