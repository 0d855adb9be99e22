import { Injectable } from '@nestjs/common';
import type { CoverageFormat, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import type { ChangedFile } from '../../domain/changes/changed-lines.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import type { PackedFileList } from '../../domain/paths/packed-file-list.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import type { ArrivingUpload } from '../../platform/http/read-upload.js';
import { PartsRecalled } from '../../platform/workers/coming-parts.js';
import { toPage } from '../../platform/validation/cursor.js';
import { ScanEvents } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageStore } from './coverage-store.js';
import { type ComingCoverage, CoverageWorker, type IdentifiedCoverage } from './coverage-worker.js';
import { CoverageRepository, type FilePage, type ListedFile, type ScanTotals } from './coverage.repository.js';
import type { ReadCoverage } from './coverage.tasks.js';

export type { ListedFile };

/** Fields of an uploaded coverage report. */
export interface CoverageFields {
  readonly scanId: ScanId;
  readonly format: CoverageFormat | undefined;
  readonly uploadKey: string | undefined;
  /** Path of the report in the repository; null when it was not given. */
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
}

/** A list of the repository's files came while a report was read without one. */
class FilesListed extends Error {}

/** The reading of a report that began before it was whole, and what was said of it by then. */
export interface CoverageReadAhead {
  readonly fields: CoverageFields;
  readonly fileList: Promise<PackedFileList | null>;
  readonly reading: Promise<ComingCoverage | null>;
}

/** Summary of an accepted report. */
export interface TakenCoverage {
  readonly report: ReadCoverage;
  /** These very bytes were taken before: nothing changed. */
  readonly isRepeated: boolean;
}

/** Files of a scan, what all of its files come to, and where the list goes on; null where it does not. */
export interface CoverageList<Portion> {
  readonly portions: readonly Portion[];
  readonly totals: ScanTotals;
  readonly nextCursor: string | null;
}

/** One file's lines, and which of them the change adds. */
export interface FileCoverageView {
  readonly file: FileCoverage;
  readonly change: ChangedFile | null;
}

/** Taking coverage reports and showing what they come to. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly worker: CoverageWorker,
    private readonly store: CoverageStore,
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly scanEvents: ScanEvents,
    placer: CoveragePlacer,
  ) {
    scanEvents.onFilesListed(({ orgId }, scanId) => placer.placeAgain(orgId, scanId));
  }

  /** Begins to read a report that is still arriving. */
  readAhead({ orgId }: Caller, fields: CoverageFields, { memory, comesFast }: ArrivingUpload): CoverageReadAhead {
    const fileList = this.scans.findFileList(orgId, fields.scanId);
    const read = async () => {
      const { format, reportPath, exclude } = fields;
      const input = { memory, format, reportPath, exclude, fileList: await fileList };
      return (await comesFast) ? this.worker.readAhead(input) : null;
    };
    return { fields, fileList, reading: read().catch(() => null) };
  }

  /**
   * Merges a report into the scan's coverage; a completed scan is judged again at once.
   *
   * @param ahead holds only where the same was said of the report in the end
   */
  async upload(
    caller: Caller,
    fields: CoverageFields,
    bytes: Buffer,
    ahead: CoverageReadAhead | null,
  ): Promise<TakenCoverage> {
    const { orgId } = caller;
    const { scanId, format, reportPath, exclude } = fields;
    const known = ahead !== null && isReadAlike(ahead.fields, fields) ? ahead : null;
    // The list only helps reading. Whether there is such a scan is said after what is wrong with the report.
    let fileList = await (known?.fileList ?? this.scans.findFileList(orgId, scanId));
    let coming = await this.worker.read(
      { bytes, format, fileList, reportPath, exclude },
      (await known?.reading) ?? null,
    );
    for (;;) {
      try {
        const hadFileList = fileList !== null;
        return await this.tenant.run(orgId, () => this.take(caller, fields, hadFileList, coming));
      } catch (error) {
        if (error instanceof PartsRecalled) continue;
        if (error instanceof FilesListed) {
          fileList = await this.scans.findFileList(orgId, scanId);
          coming = await this.worker.read({ bytes, format, fileList, reportPath, exclude }, null);
          continue;
        }
        await coming.report;
        throw error;
      }
    }
  }

  /**
   * A scan's files in the order of their paths, with what all of them come to, whichever are listed.
   *
   * @param render called with portion after portion: tens of thousands of files never stand in memory as objects
   */
  list<Portion>(
    caller: Caller,
    scanId: ScanId,
    { limit, afterPath }: FilePage,
    render: (files: readonly ListedFile[]) => Portion,
  ): Promise<CoverageList<Portion>> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.scans.get(orgId, scanId);
      if (limit === null) return this.listAll(orgId, scanId, afterPath, render);
      const rows = await this.repository.list(orgId, scanId, { limit: limit + 1, afterPath });
      const { items, nextCursor } = toPage(rows, limit, ({ filePath }) => [filePath]);
      return { portions: [render(items)], totals: await this.repository.totals(orgId, scanId), nextCursor };
    });
  }

  getFile(caller: Caller, scanId: ScanId, path: string): Promise<FileCoverageView> {
    return this.tenant.run(caller.orgId, async () => {
      await this.scans.get(caller.orgId, scanId);
      const stored = (await this.repository.findFiles(caller.orgId, scanId, [path])).get(path);
      if (!stored) throw new NotFoundInOrg('file in the coverage of this scan');
      const changes = await this.scans.findChanges(caller.orgId, scanId);
      const change = changes?.files.find((file) => file.path === path) ?? null;
      return { file: unpackCoverage(path, stored.packed), change };
    });
  }

  private async listAll<Portion>(
    orgId: OrgId,
    scanId: ScanId,
    afterPath: string | null,
    render: (files: readonly ListedFile[]) => Portion,
  ): Promise<CoverageList<Portion>> {
    const portions: Portion[] = [];
    const listed = { fileCount: 0, linesTotal: 0, linesCovered: 0 };
    for await (const files of this.repository.listAll(orgId, scanId, afterPath)) {
      portions.push(render(files));
      addUp(listed, files);
    }
    const totals = afterPath === null ? listed : await this.repository.totals(orgId, scanId);
    return { portions, totals, nextCursor: null };
  }

  private async take(
    caller: Caller,
    fields: CoverageFields,
    hadFileList: boolean,
    coming: IdentifiedCoverage,
  ): Promise<TakenCoverage> {
    const { orgId } = caller;
    const scan = await this.scanWriter.lockUnfailed(orgId, fields.scanId);
    if (!hadFileList && (await this.scans.hasFileList(orgId, scan.id))) throw new FilesListed();
    const isRepeated = !(await this.save(scan, fields, hadFileList, coming));
    if (!isRepeated) await this.scanEvents.reportStored(caller, scan.id);
    return { report: await coming.report, isRepeated };
  }

  /** Answers whether the upload changed anything. */
  private async save(
    { orgId, id }: Scan,
    { uploadKey: givenKey, reportPath, exclude }: CoverageFields,
    hadFileList: boolean,
    { digest, pieces, report }: IdentifiedCoverage,
  ): Promise<boolean> {
    const uploadKey = givenKey ?? null;
    const before = await this.repository.stateOf(orgId, id, uploadKey, reportPath);
    // The first of a scan is not compared: its digest has time until its files are stored.
    const own = before.digests.length > 0 ? await digest() : null;
    if (own !== null && before.digests.some((known) => known.equals(own))) return false;
    if (uploadKey === null) await this.store.merge(orgId, id, before, pieces);
    else await this.store.replace(orgId, id, uploadKey, before, pieces);
    const { format, fileCount, sources, unmatched } = await report;
    const uploadId = await this.repository.rememberUpload(orgId, id, {
      ...{ uploadKey, digest: await digest(), format, fileCount, reportPath, exclude, sources },
      ...{ tookAnyPath: !hadFileList && reportPath === null, unmatchedPaths: unmatched },
    });
    const isKnownKey = uploadKey !== null && before.hasUploads;
    if (isKnownKey || unmatched.length > 0) await this.store.keepUnplaced(orgId, id, uploadId, isKnownKey, pieces);
    if (!isKnownKey) await this.scanWriter.countUpload(orgId, id);
    return true;
  }
}

/** Whether what was said before the report came is all that its reading depends on. */
const isReadAlike = (one: CoverageFields, other: CoverageFields): boolean =>
  one.scanId === other.scanId &&
  one.format === other.format &&
  one.reportPath === other.reportPath &&
  one.exclude.join('\n') === other.exclude.join('\n');

function addUp(totals: { -readonly [Key in keyof ScanTotals]: number }, files: readonly ListedFile[]): void {
  totals.fileCount += files.length;
  for (const { linesTotal, linesCovered } of files) {
    totals.linesTotal += linesTotal;
    totals.linesCovered += linesCovered;
  }
}
