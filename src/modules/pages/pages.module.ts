import { Module } from '@nestjs/common';
import { QualityGateModule } from '../quality-gate/quality-gate.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { ScanPageController } from './scan-page.controller.js';
import { ScanPageReadModel } from './scan-page.read-model.js';
import { ScanPageService } from './scan-page.service.js';

/** Reads for pages: each answers one page of a dashboard in one request. Above all features, whose tables its read models join. */
@Module({
  imports: [ScanModule, QualityGateModule],
  controllers: [ScanPageController],
  providers: [ScanPageService, ScanPageReadModel],
})
export class PagesModule {}
