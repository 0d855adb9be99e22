import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JobId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { AnyCaller } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { type JobDto, toJobDto } from './dto/job.dto.js';
import { JobService } from './job.service.js';

@ApiTags('Jobs')
@Controller('jobs')
export class JobController {
  constructor(private readonly jobs: JobService) {}

  /**
   * Get a job's progress
   *
   * @remarks Administrators can read all jobs; others can read only their own. Finished jobs are kept for 30 days.
   */
  @Get(':id')
  @Problems('role_required', 'scope_required')
  @AnyCaller()
  async getJob(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: JobId): Promise<JobDto> {
    return toJobDto(await this.jobs.getJob(caller, id));
  }
}
