import { Module } from '@nestjs/common';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { BaselineModule } from '../baseline/baseline.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { TestsWorker } from './ingest/tests-worker.js';
import { TestDetails } from './test-details.js';
import { TestListService } from './test-list.service.js';
import { TestUploadsReadModel } from './test-uploads.read-model.js';
import { TestsController } from './tests.controller.js';
import { TestsReader } from './tests.reader.js';
import { TestsRepository } from './tests.repository.js';
import { TestsService } from './tests.service.js';

@Module({
  imports: [ScanModule, BaselineModule, QuotaModule],
  controllers: [TestsController],
  providers: [
    TestsService,
    TestsWorker,
    TestsRepository,
    TestUploadsReadModel,
    TestDetails,
    TestsReader,
    TestListService,
  ],
  exports: [TestsReader],
})
export class TestsModule {}
