import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobEntity } from './entities/job.entity.js';
import { JobController } from './job.controller.js';
import { JobRepository } from './job.repository.js';
import { JobService } from './job.service.js';
import { JobWriter } from './job.writer.js';
import { JobClaimsRepository } from './job-claims.repository.js';
import { JobHandlers } from './job-handlers.js';
import { JobRunner } from './job-runner.js';

@Module({
  imports: [TypeOrmModule.forFeature([JobEntity])],
  controllers: [JobController],
  providers: [JobService, JobRepository, JobClaimsRepository, JobHandlers, JobRunner, JobWriter],
  exports: [JobWriter],
})
export class JobModule {}
