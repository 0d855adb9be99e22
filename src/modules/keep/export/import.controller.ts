import type { IncomingMessage } from 'node:http';
import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { allowLongBody } from '../../../platform/http/body-deadline.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { SuperAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { type ImportedDto, ImportQueryDto } from './dto/import.dto.js';
import { MAX_FILE_BYTES, OrganizationImportService } from './organization-import.service.js';

@ApiTags('Organizations')
@Controller('orgs')
export class ImportController {
  constructor(
    private readonly imports: OrganizationImportService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Import an organization
   *
   * @remarks Creates a new organization from an export of another service of the same version, completely or not at
   *   all. Ids do not change, except those of the organization and of people, who are matched to accounts by email
   *   address. API keys are revoked, and secrets of forges and webhooks must be entered again.
   */
  @Post('import')
  @Limited('upload')
  @HttpCode(202)
  @OwnBody()
  @DocumentedBody(
    { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } },
    'The tar archive from `GET /org/export`. The upload may take any length of time, but must not pause for 10 seconds.',
  )
  @Problems('validation_failed', 'unsupported_content_type', 'invalid_upload', 'already_exists')
  @SuperAdminOnly()
  import(
    @CurrentCaller() caller: Caller,
    @Query() { slug }: ImportQueryDto,
    @Req() request: IncomingMessage,
  ): Promise<ImportedDto> {
    allowLongBody(request);
    return this.memory.reserve(request, MAX_FILE_BYTES, async () => {
      const { jobId, orgId, slug: made, warnings } = await this.imports.import(caller, request, slug ?? null);
      return { job_id: jobId, org_id: orgId, slug: made, warnings: [...warnings] };
    });
  }
}
