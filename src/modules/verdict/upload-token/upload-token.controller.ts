import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { PipelineAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import type { UploadTokenDto } from './dto/upload-token.dto.js';
import { UploadTokenService } from './upload-token.service.js';

@ApiTags('Trusted publishers')
@Controller('scans')
export class UploadTokenController {
  constructor(private readonly tokens: UploadTokenService) {}

  /**
   * Create an upload token for a scan
   *
   * @remarks The token can only upload to this one pending scan, for 60 minutes, and cannot read anything. Use it for
   *   jobs that run untrusted code.
   */
  @Post(':id/upload-token')
  @HttpCode(201)
  @Problems('not_of_this_pipeline', 'scan_completed', 'scan_failed', 'details_expired')
  @Uncompressed()
  @PipelineAccess()
  async create(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ScanId): Promise<UploadTokenDto> {
    const { token, expiresAt } = await this.tokens.create(caller, id);
    return { token, expires_at: expiresAt.toISOString() };
  }
}
