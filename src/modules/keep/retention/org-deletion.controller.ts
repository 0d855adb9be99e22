import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { OrgId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgOwnerInPerson, OrgOwnerOnly, SuperAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { RecentSignInReader } from '../../people/auth/recent-sign-in.reader.js';
import {
  type OrganizationSummaryDto,
  toOrganizationSummaryDto,
} from '../../people/organization/organization.reader.js';
import { DeletionForecastService } from './deletion-forecast.service.js';
import {
  ConfirmationQueryDto,
  type DeletionForecastDto,
  type DeletionStartedDto,
  toDeletionForecastDto,
} from './dto/deletion.dto.js';
import { OrgDeletionService } from './org-deletion.service.js';

@ApiTags('Organizations')
@Controller()
export class OrgDeletionController {
  constructor(
    private readonly organizations: OrgDeletionService,
    private readonly signIns: RecentSignInReader,
    private readonly forecasts: DeletionForecastService,
  ) {}

  /** Preview the deletion of the caller's organization */
  @Get('org/deletion')
  @OrgOwnerOnly()
  async forecast(@CurrentCaller() caller: Caller): Promise<DeletionForecastDto> {
    return toDeletionForecastDto(await this.forecasts.ofOrganization(caller));
  }

  /**
   * Delete the caller's organization
   *
   * @remarks `confirm` is its slug. The organization is closed at once, including for its keys, publishers, badges,
   *   webhooks and forges. The staff of the service can restore it for 30 days; a job then deletes all its data. Only
   *   for people who signed in within the last 15 minutes.
   */
  @Delete('org')
  @HttpCode(202)
  @OrgOwnerInPerson()
  async delete(
    @CurrentCaller() caller: Caller,
    @Query() { confirm }: ConfirmationQueryDto,
  ): Promise<DeletionStartedDto> {
    await this.signIns.require(caller);
    return { job_id: await this.organizations.delete(caller, confirm) };
  }

  /**
   * Restore a deleted organization
   *
   * @remarks Possible within 30 days of its deletion. Its sessions, keys, publishers, badges, webhooks and forges work
   *   again. Returns 409 if its last owner was deleted in the meantime; add an owner first.
   */
  @Post('orgs/:id/restore')
  @Problems('owner_required')
  @HttpCode(200)
  @SuperAdminOnly()
  async restore(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: OrgId): Promise<OrganizationSummaryDto> {
    return toOrganizationSummaryDto(await this.organizations.restore(caller, id));
  }
}
