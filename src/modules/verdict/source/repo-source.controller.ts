import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RepoId } from '../../../domain/ids.js';
import { OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import type { SourceLoweringDto } from './dto/source.dto.js';
import { SourceLowering } from './source-lowering.js';

@ApiTags('Repositories')
@Controller('repos/:id/source')
export class RepoSourceController {
  constructor(private readonly source: SourceLowering) {}

  /**
   * Count stored source text
   *
   * @remarks Counts the files and bytes that each lower value of `source_excerpts` would delete.
   */
  @Get()
  @OrgAdminOnly()
  countLowering(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: RepoId): Promise<SourceLoweringDto> {
    return this.source.countLowering(caller, id);
  }
}
