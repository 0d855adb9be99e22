import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { OrgOwnerOnly, OwnerMintsAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { SsoDto, toSsoDto, toSsoSettings } from './dto/sso.dto.js';
import { SsoService } from './sso.service.js';

@ApiTags('Organizations')
@Controller('org/sso')
export class SsoController {
  constructor(private readonly sso: SsoService) {}

  /** Get the settings of sign-ins at the identity provider */
  @Get()
  @OrgOwnerOnly()
  async getSettings(@CurrentCaller() caller: Caller): Promise<SsoDto> {
    return toSsoDto(await this.sso.getSettings(caller));
  }

  /**
   * Save the settings of sign-ins at the identity provider
   *
   * @remarks Memberships and roles follow at each person's next sign-in. `sso_required` ends the sessions that began by a
   * password at once. A key saves them with the scope `mint`; it does not turn `sso_required` off, which takes a person with a sign-in of
   * the last 15 minutes.
   */
  @Put()
  @Problems('already_exists')
  @OwnerMintsAccess()
  async save(@CurrentCaller() caller: Caller, @Body() wanted: SsoDto): Promise<SsoDto> {
    return toSsoDto(await this.sso.save(caller, toSsoSettings(wanted)));
  }
}
