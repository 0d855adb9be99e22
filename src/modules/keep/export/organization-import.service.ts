import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { JobId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { readTar, type TarFile, UnreadableTar } from '../../../platform/http/read-tar.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { bodyChunks } from '../../../platform/validation/read-body.js';
import { ImportEnd } from './import-end.js';
import { ImportRecord } from './import-record.js';
import { type Import, ImportedFiles, invalid, parse } from './imported-files.js';
import { ImportedRowsRepository, UnfitRows } from './imported-rows.repository.js';

/** Longest file of an export; its pages have about 2 MB, or one row that is longer. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Name of the last file, without which an export is not whole. */
const END = 'end.json';

/** A finished import. */
export interface ImportedOrganization {
  readonly orgId: OrgId;
  readonly slug: string;
  readonly jobId: JobId;
  /** Sentences that name each webhook and forge that was imported disabled, and why. */
  readonly warnings: readonly string[];
}

/** Makes a new organization of what `GET /org/export` streamed. */
@Injectable()
export class OrganizationImportService {
  private isRunning = false;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly imported: ImportedRowsRepository,
    private readonly files: ImportedFiles,
    private readonly ending: ImportEnd,
    private readonly records: ImportRecord,
  ) {}

  /**
   * Reads the request's body into one transaction: an import that breaks off leaves nothing.
   *
   * @param slug of the new organization; null for that of the export, with a number where it is taken
   * @throws AppError `invalid_upload` where the body is no whole export of a service of this version; `already_exists`;
   *   `unavailable` (503) while another import is under way
   */
  async import(caller: Caller, request: IncomingMessage, slug: string | null): Promise<ImportedOrganization> {
    if (this.isRunning)
      throw new AppError('unavailable', 'Another import is running. Try again when it has finished.', {
        retryAfterSeconds: 30,
      });
    this.isRunning = true;
    try {
      const orgId = await this.tenant.run(caller.orgId, () => this.imported.reserveOrganizationId(caller.orgId));
      const done = await this.tenant.once(orgId, () => this.read({ ...caller, orgId }, request, slug));
      return { orgId, slug: done.slug, jobId: await this.records.record(caller, done), warnings: done.warnings };
    } catch (error) {
      throw toImportError(error);
    } finally {
      this.isRunning = false;
    }
  }

  private async read(caller: Caller, request: IncomingMessage, slug: string | null): Promise<Import> {
    const files = readTar(bodyChunks(request), MAX_FILE_BYTES);
    try {
      const state = await this.files.begin(caller.orgId, await nextFile(files, 'export.json'));
      await this.files.readPeople(state, await nextFile(files, 'people.jsonl'));
      let file = await nextFile(files);
      for (; file.name !== END; file = await nextFile(files)) await this.files.readPage(state, file, slug);
      refuseOtherCounts(file, state.rows);
      await confirmCaller();
      await this.ending.end(state.orgId);
      await this.records.recordWithin(caller, state);
      return state;
    } finally {
      await files.return(undefined);
    }
  }
}

/** @param name of the file that has to come */
async function nextFile(files: AsyncIterator<TarFile>, name?: string): Promise<TarFile> {
  const next = await files.next();
  if (next.done || (name !== undefined && next.value.name !== name))
    throw invalid(`It has no ${name ?? END} where one is expected.`);
  return next.value;
}

function refuseOtherCounts({ content }: TarFile, rows: Readonly<Record<string, number>>): void {
  const stated = (parse(content) as { rows?: Record<string, number> }).rows ?? {};
  const other = Object.keys(rows).find((table) => stated[table] !== rows[table]);
  if (other !== undefined)
    throw invalid(`The number of rows of ${other} differs from the number that it states at its end.`);
}

function toImportError(error: unknown): unknown {
  if (error instanceof UnreadableTar) return invalid(error.message);
  return error instanceof UnfitRows ? invalid(error.message) : error;
}
