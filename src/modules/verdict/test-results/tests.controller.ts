import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { ScanId } from '../../../domain/ids.js';
import { readUpload } from '../../../platform/http/read-upload.js';
import { DocumentedBody } from '../../../platform/openapi/documented-body.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { FeedsScan, ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OwnBody } from '../../../platform/validation/body.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { ListTestsDto, type TestListDto, type TestsTakenDto, toTestListDto, toTestsTakenDto } from './dto/tests.dto.js';
import { parseTestsForm, TESTS_BODY } from './dto/tests-form.js';
import { TestListService } from './test-list.service.js';
import { TestsService } from './tests.service.js';

const MAX_REPORT_BYTES = 25 * 1024 * 1024;

@ApiTags('Test results')
@Controller('scans/:id/tests')
export class TestsController {
  constructor(
    private readonly tests: TestsService,
    private readonly lists: TestListService,
    private readonly memory: UploadMemoryBudget,
  ) {}

  /**
   * Upload test results
   *
   * @remarks Accepts JUnit XML, as multipart `file` or as the body itself. Several reports of one scan are merged test
   *   by test; a test that both failed and passed is flaky.
   */
  @Post()
  @Limited('upload')
  @HttpCode(200)
  @OwnBody()
  @DocumentedBody(TESTS_BODY, 'At most 25 MiB and 200,000 tests. A multipart `file` may be gzipped.')
  @Problems(
    'validation_failed',
    'unsupported_content_type',
    'invalid_upload',
    'unreadable_report',
    'unknown_format',
    'scan_failed',
    'not_reusable',
    'quota_exceeded',
    'details_expired',
  )
  @FeedsScan()
  upload(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TestsTakenDto> {
    return this.memory.reserve(request, MAX_REPORT_BYTES, async (reservation) => {
      const { fields, bytes } = await readUpload(request, response, reservation, parseTestsForm);
      return toTestsTakenDto(id, await this.tests.upload(caller, id, fields, bytes));
    });
  }

  /**
   * List a scan's tests
   *
   * @remarks Sorted by status, from all reports of the scan.
   */
  @Get()
  @Problems('details_expired')
  @ViewerAccess('read:scans')
  async listTests(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ScanId,
    @Query() { status, change, sort, limit, cursor }: ListTestsDto,
  ): Promise<TestListDto> {
    const page = { status: status ?? null, change, sort, from: decodeIdCursor(cursor) ?? 0, limit };
    return toTestListDto(await this.lists.listTests(caller, id, page));
  }
}
