import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageReader } from './coverage.reader.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';
import { CoverageDetails } from './coverage-details.js';
import { CoverageFilesService } from './coverage-files.service.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageTreeService } from './coverage-tree.service.js';
import { FlickerRepository } from './flicker.repository.js';
import { FlickerWriter } from './flicker.writer.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';
import { CoverageStore } from './storage/coverage-store.js';
import { ManifestRepository } from './storage/manifest.repository.js';
import { SweepRepository } from './storage/sweep.repository.js';
import { UploadUniter } from './storage/upload-uniter.js';
import { UnnamedSegments } from './unnamed-segments.js';

@Module({
  imports: [OrganizationModule, ScanModule, QuotaModule],
  controllers: [CoverageController],
  providers: [
    CoverageService,
    CoverageTreeService,
    CoverageIngest,
    CoverageStore,
    UploadUniter,
    ManifestRepository,
    SweepRepository,
    CoverageDetails,
    CoveragePlacer,
    CoverageRepository,
    CoverageReader,
    FlickerRepository,
    FlickerWriter,
    CoverageFilesService,
    UnnamedSegments,
  ],
  exports: [CoverageReader, CoverageDetails, FlickerWriter],
})
export class CoverageModule {}
