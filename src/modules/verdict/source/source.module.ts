import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { JobModule } from '../../record/job/job.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { FixWriter } from './fix.writer.js';
import { OpenSourceReader } from './open-source.reader.js';
import { RepoSourceController } from './repo-source.controller.js';
import { SourceController } from './source.controller.js';
import { SourceRepository } from './source.repository.js';
import { SourceService } from './source.service.js';
import { SourceWriter } from './source.writer.js';
import { SourceBlanker } from './source-blanker.js';
import { SourceDetails } from './source-details.js';
import { SourceLinesService } from './source-lines.service.js';
import { SourceLowering } from './source-lowering.js';
import { StoredSourceReadModel } from './stored-source.read-model.js';
import { StoredSourceReader } from './stored-source.reader.js';

@Module({
  imports: [OrganizationModule, QuotaModule, JobModule, ScanModule, FindingsModule],
  controllers: [SourceController, RepoSourceController],
  providers: [
    FixWriter,
    SourceService,
    SourceRepository,
    SourceBlanker,
    SourceDetails,
    SourceWriter,
    StoredSourceReadModel,
    StoredSourceReader,
    SourceLinesService,
    SourceLowering,
    OpenSourceReader,
  ],
  exports: [SourceWriter, StoredSourceReader],
})
export class SourceModule {}
