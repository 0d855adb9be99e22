import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { OrgId } from '../../../domain/ids.js';
import { newestMigration } from '../../../platform/database/newest-migration.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { TENANT_TABLES } from '../../../platform/tenancy/tenant-tables.js';
import { PEOPLE } from './table-rules.js';

/** A table that is exported, and those of its columns that are. */
export interface ExportedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Characters of a page that are aimed at: rows have from a hundred to a few million. */
const PAGE_LENGTH = 2 * 1024 * 1024;
const MAX_ROWS = 2_000;

/** Rows of all tables of an organization, as JSON. In the open tenant transaction. */
@Injectable()
export class OrganizationRowsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Tables without their secrets and columns that the database computes; each after those to which it refers. */
  async listTables(orgId: OrgId): Promise<ExportedTable[]> {
    const names = Object.keys(TENANT_TABLES).filter((name) => TENANT_TABLES[name]!.isExported);
    const tables = await this.tenant.manager(orgId).query<(ExportedTable & { parents: string[] })[]>(
      `SELECT t.name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
         ARRAY(SELECT f.name FROM unnest($1::text[]) AS f(name) JOIN pg_constraint k ON k.confrelid = f.name::regclass
               WHERE k.conrelid = t.name::regclass AND k.contype = 'f' AND f.name <> t.name) AS parents
       FROM unnest($1::text[]) AS t(name) JOIN pg_attribute a ON a.attrelid = t.name::regclass
       WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
       GROUP BY t.name ORDER BY t.name COLLATE "C"`,
      [names],
    );
    return parentsFirst(tables).map(({ name, columns }) => {
      const { secrets } = TENANT_TABLES[name]!;
      return { name, columns: columns.filter((column) => !secrets.includes(column)) };
    });
  }

  /** People whom rows name: `{id, email, name}` as JSON. */
  async listPeople(orgId: OrgId): Promise<string[]> {
    const ids = Object.entries(PEOPLE).flatMap(([table, columns]) =>
      Object.entries(columns).map(
        ([column, isPerson]) => `SELECT r.${column} FROM ${table} r WHERE r.org_id = $1 AND ${isPerson}`,
      ),
    );
    const rows = await this.tenant.manager(orgId).query<{ line: string }[]>(
      `SELECT json_build_object('id', u.id, 'email', u.email, 'name', u.name)::text AS line
       FROM auth.find_users(ARRAY(${ids.join(' UNION ')})) AS u ORDER BY u.id`,
      [orgId],
    );
    return rows.map(({ line }) => line);
  }

  /** Name of the newest migration: rows fit the schema that it made. */
  newestMigration(orgId: OrgId): Promise<string> {
    return newestMigration(this.tenant.manager(orgId));
  }

  /**
   * Rows of a table, page by page, each a line of JSON; those with an id in its order. The transaction stays open meanwhile.
   */
  async *read(orgId: OrgId, { name, columns }: ExportedTable): AsyncGenerator<string[]> {
    const manager = this.tenant.manager(orgId);
    const owner = name === 'public.organizations' ? 'id' : 'org_id';
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const order = columns.includes('id') ? 'ORDER BY id' : '';
    await manager.query(
      `DECLARE exported NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line
       FROM (SELECT ${list} FROM ${name} WHERE ${owner} = ${pg.escapeLiteral(String(orgId))} ${order}) t`,
    );
    for (let count = 1; ;) {
      const rows = await manager.query<{ line: string }[]>(`FETCH ${count} FROM exported`);
      const lines = rows.map(({ line }) => line);
      yield* toPages(lines);
      if (lines.length < count) break;
      count = nextCount(lines);
    }
    await manager.query('CLOSE exported');
  }
}

/** Tables in such an order that each comes after those to which it refers, else as before. */
function parentsFirst<Table extends { name: string; parents: readonly string[] }>(tables: readonly Table[]): Table[] {
  const placed = new Set<Table>();
  const place = (table: Table): void => {
    if (placed.has(table)) return;
    for (const parent of tables.filter(({ name }) => table.parents.includes(name))) place(parent);
    placed.add(table);
  };
  for (const table of tables) place(table);
  return [...placed];
}

/** Lines in pages that end with the line that fills them. */
function* toPages(lines: readonly string[]): Generator<string[]> {
  let page: string[] = [];
  let length = 0;
  for (const line of lines) {
    page.push(line);
    length += line.length;
    if (length < PAGE_LENGTH) continue;
    yield page;
    page = [];
    length = 0;
  }
  if (page.length > 0) yield page;
}

/** Rows of the next page, by the mean length of those of this one. */
function nextCount(lines: readonly string[]): number {
  const length = lines.reduce((total, line) => total + line.length, 0);
  return Math.min(Math.max(1, Math.floor((PAGE_LENGTH * lines.length) / length)), 2 * lines.length, MAX_ROWS);
}
