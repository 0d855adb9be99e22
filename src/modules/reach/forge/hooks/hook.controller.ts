import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { DocumentedBody, jsonOf } from '../../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../../platform/rate-limit/rate-class.js';
import { type IdentifiedRequest, originOf } from '../../../../platform/request/request-context.js';
import { Public } from '../../../../platform/tenancy/access.js';
import { OwnBody } from '../../../../platform/validation/body.js';
import { HookService } from './hook.service.js';
import { MAX_READ_BYTES } from './receive-body.js';

@ApiTags('Forges')
@Controller('hooks')
export class HookController {
  constructor(
    private readonly hooks: HookService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Accept a delivery of a forge's hook
   *
   * @remarks Called by forges, at the address of a connection. Signed requests are answered with 202, even if they are
   *   repeated, irrelevant, or larger than 1 MiB and thus ignored. All others are answered with 401. Events are handled
   *   in the background.
   */
  @Post(':public_id')
  @HttpCode(202)
  @ApiParam({ name: 'public_id', schema: { type: 'string', format: 'uuid' } })
  @DocumentedBody({ 'application/json': jsonOf('The event as sent by the forge.') })
  @Problems('unauthenticated')
  @OwnBody()
  @Limited('anonymous')
  @Public()
  async receive(@Param('public_id') publicId: string, @Req() request: IdentifiedRequest): Promise<void> {
    await this.memory.reserve(request, MAX_READ_BYTES, () => this.hooks.receive(publicId, request, originOf(request)));
  }
}
