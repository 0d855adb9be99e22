import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId, ScanId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { DeletionForecastService } from './deletion-forecast.service.js';
import {
  ConfirmationQueryDto,
  type DeletionForecastDto,
  type DeletionStartedDto,
  toDeletionForecastDto,
} from './dto/deletion.dto.js';
import { RepoDeletionService } from './repo-deletion.service.js';
import { ScanDeletionService } from './scan-deletion.service.js';

@ApiTags('Scans')
@Controller('scans')
export class ScanDeletionController {
  constructor(
    private readonly scans: ScanDeletionService,
    private readonly forecasts: DeletionForecastService,
  ) {}

  /**
   * Preview the deletion of a scan
   *
   * @remarks Marks and waivers belong to the repository and stay.
   */
  @Get(':id/deletion')
  @OrgAdminOnly()
  async forecast(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ScanId): Promise<DeletionForecastDto> {
    return toDeletionForecastDto(await this.forecasts.ofScan(caller, id));
  }

  /**
   * Delete a scan
   *
   * @remarks Also deletes its findings, coverage and verdicts. Its `idempotency_key` can then be used again.
   */
  @Delete(':id')
  @HttpCode(204)
  @Problems('scan_in_use')
  @OrgAdminOnly()
  async delete(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ScanId): Promise<void> {
    await this.scans.delete(caller, id);
  }
}

@ApiTags('Repositories')
@Controller('repos')
export class RepoDeletionController {
  constructor(
    private readonly repos: RepoDeletionService,
    private readonly forecasts: DeletionForecastService,
  ) {}

  /** Preview the deletion of a repository */
  @Get(':id/deletion')
  @OrgAdminOnly()
  async forecast(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<DeletionForecastDto> {
    return toDeletionForecastDto(await this.forecasts.ofRepo(caller, id));
  }

  /**
   * Delete a repository
   *
   * @remarks Also deletes its scans, baseline, marks, waivers and policy. The repository disappears and its name
   *   becomes free at once; the job reports the progress of deleting its scans.
   */
  @Delete(':id')
  @HttpCode(202)
  @OrgAdminOnly()
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: RepoId,
    @Query() { confirm }: ConfirmationQueryDto,
  ): Promise<DeletionStartedDto> {
    return { job_id: await this.repos.delete(caller, id, confirm) };
  }
}
