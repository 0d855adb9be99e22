import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { OrgId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { SuperAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  AdministerOrganizationDto,
  CreateOrganizationDto,
  type OrganizationDto,
  type OrganizationListDto,
  type OrganizationSummaryDto,
  toOrganizationDto,
  toOrganizationSummaryDto,
} from './dto/organization.dto.js';
import { OrganizationAdministrationService } from './organization-administration.service.js';
import { OrganizationDirectory } from './organization-directory.js';

@ApiTags('Organizations')
@Controller('orgs')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationDirectory,
    private readonly administration: OrganizationAdministrationService,
  ) {}

  /** List all organizations of the service */
  @Get()
  @SuperAdminOnly()
  async listOrganizations(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<OrganizationListDto> {
    const page = await this.organizations.listOrganizations(caller, { limit, afterId: decodeIdCursor<OrgId>(cursor) });
    return { orgs: page.items.map(toOrganizationSummaryDto), next_cursor: page.nextCursor };
  }

  /**
   * Create an organization
   *
   * @remarks Then add its first owner, sending `X-Org-Id`.
   */
  @Post()
  @Problems('already_exists')
  @HttpCode(201)
  @SuperAdminOnly()
  async create(
    @CurrentCaller() caller: Caller,
    @Body() wanted: CreateOrganizationDto,
  ): Promise<OrganizationSummaryDto> {
    return toOrganizationSummaryDto(await this.organizations.create(caller, wanted));
  }

  /**
   * Update an organization's quotas, domains and groups
   *
   * @remarks Omitted quotas keep their limits; null restores the default of the service. Domains and groups replace the
   * previous ones; changing them needs a sign-in within the last 15 minutes.
   */
  @Patch(':id')
  @Problems('forbidden')
  @SuperAdminOnly()
  async administer(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: OrgId,
    @Body() { quotas, verified_domains: verifiedDomains, sso_groups: ssoGroups }: AdministerOrganizationDto,
  ): Promise<OrganizationDto> {
    const grants = { ...(verifiedDomains && { verifiedDomains }), ...(ssoGroups && { ssoGroups }) };
    return toOrganizationDto(await this.administration.administer(caller, id, { limits: { ...quotas }, grants }));
  }
}
