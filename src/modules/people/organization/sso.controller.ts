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

  /** Get the settings for sign-in at the identity provider */
  @Get()
  @OrgOwnerOnly()
  async getSettings(@CurrentCaller() caller: Caller): Promise<SsoDto> {
    return toSsoDto(await this.sso.getSettings(caller));
  }

  /**
   * Save the settings for sign-in at the identity provider
   *
   * @remarks Memberships and roles change at each person's next sign-in. `sso_required` ends all sessions that began
   * with a password at once. A key needs the scope `mint` to save them. Only a person who signed in within the last
   * 15 minutes can turn `sso_required` off.
   */
  @Put()
  @Problems('already_exists')
  @OwnerMintsAccess()
  async save(@CurrentCaller() caller: Caller, @Body() wanted: SsoDto): Promise<SsoDto> {
    return toSsoDto(await this.sso.save(caller, toSsoSettings(wanted)));
  }
}
