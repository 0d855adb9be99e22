import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnyPerson } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import type { InboxDto } from './dto/inbox.dto.js';
import { InboxService } from './inbox.service.js';

@ApiTags('Pages')
@Controller('inbox')
export class InboxController {
  constructor(private readonly inboxes: InboxService) {}

  /**
   * Get the caller's inbox
   *
   * @remarks Returns requests to decide, the caller's own failing pull requests, waivers and acceptances that end
   * within a week, and connections that do not work. `inbox` of `GET /auth/me` is their number.
   */
  @Get()
  @AnyPerson()
  getInbox(@CurrentCaller() caller: Caller, @Query() query: PageQueryDto): Promise<InboxDto> {
    return this.inboxes.readInbox(caller, query);
  }
}
