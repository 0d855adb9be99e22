import { Module } from '@nestjs/common';
import { FindingsModule } from '../findings/findings.module.js';
import { QualityGateModule } from '../quality-gate/quality-gate.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { RatingHoldersReader } from './rating-holders.reader.js';
import { RatingsController } from './ratings.controller.js';
import { RatingsService } from './ratings.service.js';

/** Ratings and technical debt of scans, as their last evaluation stored them. */
@Module({
  imports: [ScanModule, FindingsModule, QualityGateModule],
  controllers: [RatingsController],
  providers: [RatingsService, RatingHoldersReader],
  exports: [RatingHoldersReader],
})
export class RatingsModule {}
