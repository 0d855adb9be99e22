import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ApiKeyId, RepoId } from '../../../domain/ids.js';
import { Uncompressed } from '../../../platform/http/uncompressed.decorator.js';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { MintsAccess, OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { Clock } from '../../../platform/time/clock.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyList } from './api-key-list.js';
import {
  type ApiKeyListDto,
  CreateApiKeyDto,
  type CreatedApiKeyDto,
  DEFAULT_OVERLAP_HOURS,
  type RevokedApiKeyDto,
  RotateApiKeyDto,
  type RotatedApiKeyDto,
  toApiKeyDto,
} from './dto/api-key.dto.js';

@ApiTags('API keys')
@Controller('api-keys')
export class ApiKeyController {
  constructor(
    private readonly keys: ApiKeyService,
    private readonly list: ApiKeyList,
    private readonly clock: Clock,
  ) {}

  /**
   * List the organization's API keys
   *
   * @remarks Includes revoked and expired keys; secrets are never returned.
   */
  @Get()
  @OrgAdminOnly()
  async listApiKeys(@CurrentCaller() caller: Caller, @Query() { limit, cursor }: PageQueryDto): Promise<ApiKeyListDto> {
    const page = await this.list.listApiKeys(caller, { limit, beforeId: decodeIdCursor<ApiKeyId>(cursor) });
    const now = this.clock.now();
    return { api_keys: page.items.map((key) => toApiKeyDto(key, now)), next_cursor: page.nextCursor };
  }

  /**
   * Create an API key
   *
   * @remarks Only this response contains the secret. A key needs the scope `mint` to create keys; these are revoked
   *   with it.
   */
  @Post()
  @Problems('forbidden', 'not_found', 'quota_exceeded', 'agent_scope', 'unknown_field')
  @HttpCode(201)
  @Uncompressed()
  @MintsAccess()
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    const { apiKey, secret } = await this.keys.create(caller, {
      name: body.name,
      scopes: body.scopes ?? undefined,
      role: body.role ?? undefined,
      repoIds: body.repo_ids as RepoId[] | null | undefined,
      mayWriteBaseline: body.may_write_baseline,
      kind: body.kind,
      expiresInDays: body.expires_in_days ?? null,
    });
    return Object.assign(toApiKeyDto(apiKey, this.clock.now()), { key: secret });
  }

  /**
   * Replace the secret of an API key
   *
   * @remarks Only this response contains the new secret. The previous secret works for another `overlap_hours`. Id,
   *   scopes, repositories and expiry do not change. The person who rotates the key becomes its creator,
   *   `created_by_user_id`. A secret created by another key expires with that key, even if the key later rotates
   *   itself.
   */
  @Post(':id/rotate')
  @Problems('forbidden', 'secret_overlap', 'key_ended', 'unknown_field')
  @HttpCode(200)
  @OptionalBody()
  @Uncompressed()
  @MintsAccess()
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ApiKeyId,
    @Body() { overlap_hours: hours = DEFAULT_OVERLAP_HOURS }: RotateApiKeyDto,
  ): Promise<RotatedApiKeyDto> {
    const { apiKey, secret } = await this.keys.rotate(caller, id, hours);
    const previousEnd = apiKey.previousExpiresAt!.toISOString();
    return { ...toApiKeyDto(apiKey, this.clock.now()), previous_expires_at: previousEnd, key: secret };
  }

  /**
   * Revoke an API key
   *
   * @remarks Takes effect with the next request. Also revokes the keys that this key created.
   */
  @Post(':id/revoke')
  @HttpCode(200)
  @OrgAdminOnly()
  async revoke(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ApiKeyId): Promise<RevokedApiKeyDto> {
    const revokedAt = await this.keys.revoke(caller, id);
    return { id, revoked: true, revoked_at: revokedAt.toISOString() };
  }
}
