import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ForgeId, RepoId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
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
import { OptionalBody } from '../../../platform/validation/body.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { type Connection, type ConnectionDraft, DEFAULT_CONTEXT } from './connection.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionTestService } from './connection-test.service.js';
import {
  CreatedForgeConnectionDto,
  CreateForgeDto,
  type ForgeConnectionDto,
  type ForgeListDto,
  type ForgeTestDto,
  TestForgeDto,
  toForgeDto,
  UpdateForgeDto,
} from './dto/connection.dto.js';
import { type ForgeRepoListDto, toForgeRepoDto } from './dto/repo-forge.dto.js';
import { FORGES } from './forges/forges.js';
import { readCredentials } from './read-credentials.js';
import { RepoForgeService } from './repo-forge.service.js';

/** Where requests go, and the secret of them. */
const MINTED_FIELDS = ['base_url', 'credentials'];

@ApiTags('Forges')
@Controller('forges')
export class ConnectionController {
  constructor(
    private readonly connections: ConnectionService,
    private readonly tests: ConnectionTestService,
    private readonly links: RepoForgeService,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /**
   * List connections to forges
   *
   * @remarks Newest first; secrets are never returned.
   */
  @Get()
  @OrgAdminOnly()
  async listForges(@CurrentCaller() caller: Caller, @Query() { limit, cursor }: PageQueryDto): Promise<ForgeListDto> {
    const page = { limit, beforeId: decodeIdCursor<ForgeId>(cursor) };
    const { items, nextCursor } = await this.connections.listConnections(caller, page);
    return { forges: items.map((connection) => this.toDto(connection)), next_cursor: nextCursor };
  }

  /**
   * Create a connection to a forge
   *
   * @remarks The forge shows verdicts starting with the next scan. Only this response contains the secret of the hook. A key
   *   needs the scope `mint` to create connections.
   */
  @Post()
  @HttpCode(201)
  @Problems('address_not_allowed')
  @Uncompressed()
  @OrgWideMintsAccess()
  async createForge(@CurrentCaller() caller: Caller, @Body() body: CreateForgeDto): Promise<CreatedForgeConnectionDto> {
    const { kind, name, context = DEFAULT_CONTEXT, report = {}, base_url: baseUrl = null } = body;
    const credentials = this.readCredentials(kind, body.credentials);
    const draft = { kind, name, context, report, baseUrl, credentials };
    const { connection, hookSecret } = await this.connections.create(caller, draft);
    const created = this.toDto(connection);
    return { ...created, hook: { ...created.hook, secret: hookSecret } };
  }

  /** Get a connection to a forge */
  @Get(':id')
  @OrgAdminOnly()
  async getForge(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ForgeId): Promise<ForgeConnectionDto> {
    return this.toDto(await this.connections.findConnection(caller, id));
  }

  /**
   * Change a connection to a forge
   *
   * @remarks Omitted fields keep their values. New credentials are checked at once. For a `base_url` with another
   *   origin, send the credentials again, or `drop_secrets`. A key needs the scope `mint` to change `base_url` and
   *   `credentials`, and `admin` for other fields.
   */
  @Patch(':id')
  @Problems('address_not_allowed', 'secret_required')
  @OrgWideAdminOrMints()
  async updateForge(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ForgeId,
    @Body() { drop_secrets: dropsSecrets = false, ...wanted }: UpdateForgeDto,
  ): Promise<ForgeConnectionDto> {
    requireScopesOf(caller, wanted, MINTED_FIELDS);
    const { base_url: baseUrl, credentials: named, ...body } = wanted;
    const kind = named === undefined ? null : (await this.connections.findConnection(caller, id)).kind;
    const changes = {
      ...body,
      dropsSecrets,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(named !== undefined && kind !== null && { credentials: this.readCredentials(kind, named) }),
    };
    return this.toDto(await this.connections.update(caller, id, changes));
  }

  /**
   * Delete a connection to a forge
   *
   * @remarks Existing statuses and comments remain at the forge.
   */
  @Delete(':id')
  @HttpCode(204)
  @OrgWideAdminOnly()
  deleteForge(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: ForgeId): Promise<void> {
    return this.connections.delete(caller, id);
  }

  /**
   * Check a connection to a forge
   *
   * @remarks Checks each part with read requests only, for at most 15 seconds. With `repo_id`, also checks the
   *   repository's mapping to the forge.
   */
  @Post(':id/test')
  @OptionalBody()
  @HttpCode(200)
  @OrgWideAdminOnly()
  async testForge(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ForgeId,
    @Body() { repo_id: repoId = null }: TestForgeDto,
  ): Promise<ForgeTestDto> {
    const checks = await this.tests.test(caller, id, repoId);
    return { ok: checks.every(({ ok }) => ok), checks };
  }

  /**
   * List the repositories of a connection
   *
   * @remarks Newest repositories first, including guessed ones. Other repositories appear here after their first scan.
   */
  @Get(':id/repos')
  @OrgAdminOnly()
  async listForgeRepos(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: ForgeId,
    @Query() { limit, cursor }: PageQueryDto,
  ): Promise<ForgeRepoListDto> {
    const page = { limit, beforeId: decodeIdCursor<RepoId>(cursor) };
    const { items, nextCursor } = await this.links.listLinks(caller, id, page);
    return { repos: items.map(toForgeRepoDto), next_cursor: nextCursor };
  }

  private readCredentials(
    kind: Connection['kind'],
    named: CreateForgeDto['credentials'],
  ): ConnectionDraft['credentials'] {
    const read = readCredentials(FORGES[kind], named);
    if (Array.isArray(read)) throw new ValidationFailed(read);
    return read;
  }

  private toDto(connection: Connection): ForgeConnectionDto {
    return toForgeDto(connection, this.config.server.publicUrl);
  }
}
