import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ScanId } from '../../../domain/ids.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { FeedsScan, PipelineAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { BodyLimit, OptionalBody } from '../../../platform/validation/body.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import type { GateStatusDto } from '../quality-gate/status.reader.js';
import { CompletionService } from './completion.service.js';
import { CompleteScanDto } from './dto/complete-scan.dto.js';
import { FailScanDto } from './dto/fail-scan.dto.js';
import { FailureService } from './failure.service.js';

/** Room for a policy file of 64 KiB, escaped, and the versions of all tools. */
const MAX_COMPLETION_BYTES = 256 * 1024;

@ApiTags('Scans')
@Controller('scans')
export class CompletionController {
  constructor(
    private readonly completion: CompletionService,
    private readonly failures: FailureService,
  ) {}

  /**
   * Complete a scan
   *
   * @remarks Matches, rates and judges all uploads, once. Repeating the request returns the same verdict. With `reuse`,
   *   judges the reports of a scan of an identical tree instead, with the current policy and waivers.
   */
  @Post(':id/complete')
  @Problems('scan_failed', 'details_expired', 'not_reusable')
  @HttpCode(200)
  @OptionalBody()
  @BodyLimit(MAX_COMPLETION_BYTES)
  @FeedsScan()
  complete(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Body() body: CompleteScanDto,
  ): Promise<GateStatusDto> {
    return this.completion.complete(caller, id, body);
  }

  /**
   * Fail a scan
   *
   * @remarks For a scanner that cannot finish. The gate fails with `scan_error`.
   */
  @Post(':id/fail')
  @Problems('not_of_this_pipeline', 'scan_completed')
  @HttpCode(200)
  @PipelineAccess()
  fail(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Body() body: FailScanDto,
  ): Promise<GateStatusDto> {
    return this.failures.fail(caller, id, body.reason);
  }
}
