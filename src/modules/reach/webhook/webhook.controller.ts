import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { WebhookId } from '../../../domain/ids.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { requireScopesOf } from '../../../platform/tenancy/access.guard.js';
import {
  OrgAdminOnly,
  OrgWideAdminOnly,
  OrgWideAdminOrMints,
  OrgWideMintsAccess,
} from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { Clock } from '../../../platform/time/clock.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import {
  CreatedWebhookDto,
  CreateWebhookDto,
  type RotatedSecretDto,
  RotateSecretDto,
  toDraft,
  toWebhookDto,
  UpdateWebhookDto,
  type WebhookDto,
  type WebhookListDto,
} from './dto/webhook.dto.js';
import type { WebhookDraft } from './webhook.js';
import { WebhookService } from './webhook.service.js';
import { WebhookRotationService } from './webhook-rotation.service.js';

const DEFAULT_OVERLAP_HOURS = 24;
const DEFAULTS = { description: null, repoIds: null, headers: {}, format: 'standard', enabled: true } as const;

/** Where events go, and what is sent along. */
const MINTED_FIELDS = ['url', 'headers'];

@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhookController {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly rotation: WebhookRotationService,
    private readonly clock: Clock,
  ) {}

  /**
   * List webhooks
   *
   * @remarks Newest first; secrets and values of headers are never returned.
   */
  @Get()
  @OrgAdminOnly()
  async listWebhooks(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<WebhookListDto> {
    const page = await this.webhooks.listWebhooks(caller, { limit, beforeId: decodeIdCursor<WebhookId>(cursor) });
    const now = this.clock.now();
    return { webhooks: page.items.map((webhook) => toWebhookDto(webhook, now)), next_cursor: page.nextCursor };
  }

  /**
   * Create a webhook
   *
   * @remarks Sends future events by POST, signed according to Standard Webhooks. Only this response contains the
   *   secret. A key needs the scope `mint` to create webhooks.
   */
  @Post()
  @HttpCode(201)
  @Problems('address_not_allowed', 'not_found', 'quota_exceeded')
  @Uncompressed()
  @OrgWideMintsAccess()
  async createWebhook(@CurrentCaller() caller: Caller, @Body() body: CreateWebhookDto): Promise<CreatedWebhookDto> {
    const draft = { ...DEFAULTS, ...toDraft(body) } as WebhookDraft;
    const { webhook, secret } = await this.webhooks.create(caller, draft);
    return { ...toWebhookDto(webhook, this.clock.now()), secret };
  }

  /** Get a webhook */
  @Get(':id')
  @OrgAdminOnly()
  async getWebhook(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: WebhookId): Promise<WebhookDto> {
    return toWebhookDto(await this.webhooks.findWebhook(caller, id), this.clock.now());
  }

  /**
   * Change a webhook
   *
   * @remarks Omitted fields keep their values. `enabled: true` ends a pause and resets the failure count. For a `url`
   *   with another origin, send the stored headers again, or `drop_secrets`. A key needs the scope `mint` to change
   *   `url` and `headers`, and `admin` for other fields.
   */
  @Patch(':id')
  @Problems('address_not_allowed', 'secret_required')
  @OrgWideAdminOrMints()
  async updateWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Body() { drop_secrets: dropsSecrets = false, ...body }: UpdateWebhookDto,
  ): Promise<WebhookDto> {
    requireScopesOf(caller, body, MINTED_FIELDS);
    return toWebhookDto(await this.webhooks.update(caller, id, { ...toDraft(body), dropsSecrets }), this.clock.now());
  }

  /**
   * Delete a webhook
   *
   * @remarks Waiting deliveries become `cancelled`.
   */
  @Delete(':id')
  @HttpCode(204)
  @OrgWideAdminOnly()
  deleteWebhook(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: WebhookId): Promise<void> {
    return this.webhooks.delete(caller, id);
  }

  /**
   * Replace a webhook's secret
   *
   * @remarks For some hours, requests are signed with both secrets, the new one first. Only this response contains the
   *   secret. A key needs the scope `mint`.
   */
  @Post(':id/rotate-secret')
  @OptionalBody()
  @HttpCode(200)
  @Problems('secret_overlap')
  @Uncompressed()
  @OrgWideMintsAccess()
  async rotateSecret(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Body() { overlap_hours: hours = DEFAULT_OVERLAP_HOURS }: RotateSecretDto,
  ): Promise<RotatedSecretDto> {
    const { secret, previousUntil } = await this.rotation.rotateSecret(caller, id, hours);
    return { secret, previous_expires_at: previousUntil?.toISOString() ?? null };
  }
}
