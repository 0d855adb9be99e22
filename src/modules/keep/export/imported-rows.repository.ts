import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { BY_DATABASE, NEVER_NULL, PEOPLE, REPLACED } from './table-rules.js';

/** An exported person, and the account that stands for them here. */
export interface ImportedPerson {
  readonly exportedId: number;
  readonly userId: UserId;
}

/** Rows whose values PostgreSQL refuses: they break a constraint, or are of no value of their columns. */
export class UnfitRows extends Error {
  constructor() {
    super('One of its rows does not match the others.');
  }
}

/** Classes of PostgreSQL's errors about values: data, constraints, and limits such as the depth of JSON or the length of an indexed text. */
const ABOUT_VALUES = /^(2[23]|54)/;

/** Bytes of rows that are sent by one statement; writing more at once holds up the event loop. */
export const MAX_SENT_BYTES = 1024 * 1024;
/** Pieces of rows that are longer, joined by the statement that inserts these. */
const PIECES = [
  'CREATE TEMPORARY TABLE IF NOT EXISTS imported_pieces (place integer, piece bytea) ON COMMIT DROP',
  'TRUNCATE imported_pieces',
];

/** Rows of an organization that comes from another service. In the open tenant transaction. */
@Injectable()
export class ImportedRowsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** An id for a new organization; `orgId` is the one of the transaction. */
  async reserveOrganizationId(orgId: OrgId): Promise<OrgId> {
    const rows = await this.tenant.manager(orgId).query<{ id: OrgId }[]>('SELECT auth.reserve_organization_id() AS id');
    return rows[0]!.id;
  }

  /** Creates the organization of the transaction from its exported row (JSON); false where the slug is taken. */
  async insertOrganization(orgId: OrgId, slug: string, row: string): Promise<boolean> {
    const statement = 'SELECT auth.import_organization($1, $2, $3) AS made';
    const rows = await fitting(this.tenant.manager(orgId).query<{ made: boolean }[]>(statement, [orgId, slug, row]));
    return rows[0]!.made;
  }

  /**
   * Inserts exported rows, a list in JSON that may come in pieces, under their own ids; people are those of this service. Something is returned, as
   * Citus copies rows of a query to other nodes else, which row security refuses.
   */
  async insertRows(
    orgId: OrgId,
    { name, columns }: { name: string; columns: readonly string[] },
    pieces: readonly Buffer[],
    people: readonly ImportedPerson[],
  ): Promise<void> {
    const values = new Map<string, string | typeof BY_DATABASE>(
      columns.map((column) => [column, valueOf(name, column)]),
    );
    for (const [column, value] of Object.entries(REPLACED[name] ?? {})) values.set(column, value);
    const written = [...values].filter((entry): entry is [string, string] => entry[1] !== BY_DATABASE);
    const list = written.map(([column]) => pg.escapeIdentifier(column)).join(', ');
    const last = pieces.at(-1)!;
    if (pieces.length > 1) await this.sendPieces(orgId, pieces.slice(0, -1));
    const bytes =
      pieces.length > 1 ? '(SELECT string_agg(piece, NULL ORDER BY place) FROM imported_pieces) || $2' : '$2';
    const statement = `WITH people AS (SELECT * FROM unnest($3::bigint[], $4::bigint[]) AS p (exported_id, id))
       INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE
       SELECT ${written.map(([, value]) => value).join(', ')}
       FROM json_populate_recordset(NULL::${name}, convert_from(${bytes}::bytea, 'UTF8')::json) r
       RETURNING NULL`;
    const exportedIds = people.map(({ exportedId }) => exportedId);
    const userIds = people.map(({ userId }) => userId);
    const parameters = [orgId, last, exportedIds, userIds];
    await fitting(this.tenant.manager(orgId).query(statement, parameters));
  }

  private async sendPieces(orgId: OrgId, pieces: readonly Buffer[]): Promise<void> {
    const manager = this.tenant.manager(orgId);
    for (const sql of PIECES) await manager.query(sql);
    for (const [place, piece] of pieces.entries())
      await manager.query('INSERT INTO imported_pieces VALUES ($1, $2)', [place, piece]);
  }

  /** Makes the next ids of all tables higher than those of the organization. */
  async raiseSequences(orgId: OrgId): Promise<void> {
    await fitting(this.tenant.manager(orgId).query('SELECT public.raise_sequences($1)', [orgId]));
  }
}

/** The result of a statement with exported values; throws `UnfitRows`. */
async function fitting<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const code = error instanceof QueryFailedError ? (error.driverError as { code?: unknown }).code : undefined;
    throw ABOUT_VALUES.test(String(code)) ? new UnfitRows() : error;
  }
}

/** SQL of a column's value. People whom the export does not name are null, or 0, the id of nobody. */
function valueOf(table: string, column: string): string {
  if (column === 'org_id') return '$1';
  const exported = `r.${pg.escapeIdentifier(column)}`;
  const isPerson = PEOPLE[table]?.[column];
  if (isPerson === undefined) return exported;
  const nobody = NEVER_NULL.has(`${table}.${column}`) ? '0' : 'NULL';
  const person = `coalesce((SELECT p.id FROM people p WHERE p.exported_id = ${exported}), ${nobody})`;
  return `CASE WHEN ${exported} IS NOT NULL AND ${isPerson} THEN ${person} ELSE ${exported} END`;
}
