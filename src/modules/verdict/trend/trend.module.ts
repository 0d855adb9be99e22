import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { CoverageModule } from '../coverage/coverage.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { SearchWordsRepository } from './search-words.repository.js';
import { TrendController } from './trend.controller.js';
import { TrendReadModel } from './trend.read-model.js';
import { TrendRepository } from './trend.repository.js';
import { TrendService } from './trend.service.js';
import { TrendFactsWriter } from './trend-facts.writer.js';

@Module({
  imports: [OrganizationModule, ScanModule, FindingsModule, CoverageModule],
  controllers: [TrendController],
  providers: [SearchWordsRepository, TrendService, TrendReadModel, TrendRepository, TrendFactsWriter],
  exports: [TrendFactsWriter],
})
export class TrendModule {}
