import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { readBuildInfo } from '../../../platform/config/build-info.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { TAR_END, tarEntry } from '../../../platform/http/tar-entry.js';
import { StoredFindingsReader } from '../../verdict/findings/stored-findings.reader.js';
import { StoredSourceReader } from '../../verdict/source/stored-source.reader.js';
import { type ExportHead, FINDINGS, FORMAT, SOURCE } from './export-format.js';
import { OrganizationRowsRepository } from './organization-rows.repository.js';

/** Makes the files of an export, inside an open snapshot of the database. */
@Injectable()
export class ExportedFiles {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly rows: OrganizationRowsRepository,
    private readonly findings: StoredFindingsReader,
    private readonly sources: StoredSourceReader,
  ) {}

  /**
   * The tar, in pieces.
   *
   * @param hasSource true: with source text
   */
  async *pieces(orgId: OrgId, hasSource: boolean): AsyncGenerator<Buffer> {
    const at = this.tenant.now();
    const file = (name: string, text: string) => tarEntry(name, Buffer.from(text), at);
    const tables = await this.rows.listTables(orgId);
    const head: ExportHead = {
      ...{ ...FORMAT, service_version: readBuildInfo().version, migration: await this.rows.newestMigration(orgId) },
      ...{ org_id: orgId, exported_at: at.toISOString(), tables: tables.map(({ name }) => name) },
    };
    yield file('export.json', `${JSON.stringify(head)}\n`);
    yield file('people.jsonl', toLines(await this.rows.listPeople(orgId)));
    const counts: Record<string, number> = {};
    for (const table of tables) counts[table.name] = yield* toFiles(table.name, this.rows.read(orgId, table), file);
    const findings = yield* toFiles(FINDINGS, this.findings.readLines(orgId), file);
    const end = { rows: counts, findings };
    if (hasSource) Object.assign(end, { source: yield* toFiles(SOURCE, this.sources.readLines(orgId), file) });
    yield file('end.json', `${JSON.stringify(end)}\n`);
    yield TAR_END;
  }
}

/** Pages of lines as numbered files of a folder; returns the number of lines. */
async function* toFiles(
  folder: string,
  pages: AsyncIterable<readonly string[]>,
  file: (name: string, text: string) => Buffer,
): AsyncGenerator<Buffer, number> {
  let [page, count] = [0, 0];
  for await (const lines of pages) {
    page += 1;
    count += lines.length;
    yield file(`${folder}/${String(page).padStart(6, '0')}.jsonl`, toLines(lines));
  }
  return count;
}

const toLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
