import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { Export } from '../../../platform/overload/export.decorator.js';
import { OrgAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor, type Page } from '../../../platform/validation/cursor.js';
import { DEFAULT_PAGE } from '../../../platform/validation/page-query.dto.js';
import { AuditService } from './audit.service.js';
import type { AuditFilter, ShownAuditEntry } from './audit-entry.js';
import { AuditLogDto, toAuditEntryDto } from './dto/audit-entry.dto.js';
import { AuditQueryDto } from './dto/audit-query.dto.js';
import { parseParty } from './parse-party.js';
import { CSV_HEADER, toCsvLine } from './to-csv.js';

@ApiTags('Audit log')
@Controller('audit-log')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /**
   * List audit log entries
   *
   * @remarks Newest first, as a page of JSON or as a CSV file. With `after`, oldest first: an archive reads the whole
   *   log by repeating the request with the id of its last entry; no entry is skipped. Entries appear there once they
   *   are sealed, a few seconds after they are written.
   */
  @Get()
  @Export(isWholeFile)
  @OrgAdminOnly()
  @ApiExtraModels(AuditLogDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditLogDto) } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  async listAuditEntries(
    @CurrentCaller() caller: Caller,
    @Query() query: AuditQueryDto,
  ): Promise<AuditLogDto | StreamableFile> {
    const filter = toFilter(query);
    const cursor = decodeIdCursor<number>(query.cursor);
    const limit = query.limit ?? DEFAULT_PAGE;
    if (query.after !== undefined) {
      refuseBesideAfter(query);
      const afterId = Math.max(query.after, cursor ?? 0);
      return toListDto(await this.audit.followAuditEntries(caller, filter, { limit, afterId }));
    }
    if (isWholeFile(query)) return toCsvFile(this.audit.export(caller, filter, cursor));
    const page = await this.audit.listAuditEntries(caller, filter, { limit, beforeId: cursor });
    if (query.format === 'csv') return toCsvFile([page.items]);
    return toListDto(page);
  }
}

const toListDto = ({ items, nextCursor }: Page<ShownAuditEntry>): AuditLogDto => ({
  entries: items.map(toAuditEntryDto),
  next_cursor: nextCursor,
});

/** A log that is followed has no end, so it is no file. */
function refuseBesideAfter({ format }: AuditQueryDto): void {
  if (format === 'csv')
    throw new ValidationFailed([{ field: 'format', message: 'must not be csv together with after' }]);
}

/** True for a CSV file of all entries that match. */
function isWholeFile({ format, limit, after }: { format?: unknown; limit?: unknown; after?: unknown }): boolean {
  return format === 'csv' && limit === undefined && after === undefined;
}

function toFilter({ actor, action, target, repo_id: repoId, from, to }: AuditQueryDto): AuditFilter {
  return {
    actor: actor === undefined ? undefined : parseParty(actor),
    target: target === undefined ? undefined : parseParty(target),
    action,
    repoId,
    from,
    to,
  };
}

type Batches = Iterable<readonly ShownAuditEntry[]> | AsyncIterable<readonly ShownAuditEntry[]>;

function toCsvFile(batches: Batches): StreamableFile {
  return new StreamableFile(Readable.from(toCsv(batches)), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: 'attachment; filename="audit-log.csv"',
  });
}

async function* toCsv(batches: Batches): AsyncGenerator<string> {
  let head = CSV_HEADER;
  for await (const batch of batches) {
    yield head + batch.map((entry) => toCsvLine(toAuditEntryDto(entry))).join('');
    head = '';
  }
}
