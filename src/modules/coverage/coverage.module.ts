import { Module } from '@nestjs/common';
import { OrganizationModule } from '../organization/organization.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageReader } from './coverage.reader.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';
import { CoverageDetails } from './coverage-details.js';
import { CoverageMerger } from './coverage-merger.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageStore } from './coverage-store.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';

@Module({
  imports: [OrganizationModule, ScanModule, QuotaModule],
  controllers: [CoverageController],
  providers: [
    CoverageService,
    CoverageIngest,
    CoverageMerger,
    CoverageStore,
    CoveragePlacer,
    CoverageRepository,
    CoverageReader,
    CoverageDetails,
  ],
  exports: [CoverageReader],
})
export class CoverageModule {}
