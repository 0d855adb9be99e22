import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { CoverageModule } from '../coverage/coverage.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { QualityGateModule } from '../quality-gate/quality-gate.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { ComparisonController } from './comparison.controller.js';
import { ComparisonService } from './comparison.service.js';

@Module({
  imports: [OrganizationModule, ScanModule, FindingsModule, CoverageModule, QualityGateModule],
  controllers: [ComparisonController],
  providers: [ComparisonService],
})
export class ComparisonModule {}
