import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkModule } from '../../../platform/work/work.module.js';
import { JobEntity } from './entities/job.entity.js';
import { JobController } from './job.controller.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';
import { JobWriter } from './job.writer.js';
import { JobHandlers } from './job-handlers.js';
import { JobWork } from './job-work.js';

@Module({
  imports: [TypeOrmModule.forFeature([JobEntity]), WorkModule],
  controllers: [JobController],
  providers: [JobService, JobRepository, JobHandlers, JobWork, JobWriter],
  exports: [JobWriter],
})
export class JobModule {}
