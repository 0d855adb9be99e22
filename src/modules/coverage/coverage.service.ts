import { Injectable } from '@nestjs/common';
import type { ChangedFile } from '../../domain/changes/changed-lines.js';
import type { CoverageFormat, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { toPage } from '../../platform/validation/cursor.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { ScanEvents } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { CoverageRepository, type FilePage, type ListedFile, type ScanTotals } from './coverage.repository.js';
import { CoveragePlacer } from './coverage-placer.js';
import { CoverageStore } from './coverage-store.js';
import type { CoverageSummary, ReadCoverage } from './ingest/coverage.tasks.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';

export type { ListedFile };

/** Fields of an uploaded coverage report. */
export interface CoverageFields {
  readonly scanId: ScanId;
  readonly format: CoverageFormat | undefined;
  readonly uploadKey: string | null;
  /** Path of the report in the repository; null where it was not given. */
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
}

/** Outcome of an upload. */
export interface TakenCoverage {
  readonly summary: CoverageSummary;
  /** True where the same bytes were uploaded before: nothing changed. */
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

/** Takes coverage reports and shows what they come to. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly ingest: CoverageIngest,
    private readonly store: CoverageStore,
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly scanEvents: ScanEvents,
    private readonly quotas: QuotaWriter,
    placer: CoveragePlacer,
  ) {
    scanEvents.onFilesListed(({ orgId }, scanId) => placer.placeAgain(orgId, scanId));
  }

  /**
   * Merges a report into the scan's coverage; a completed scan is judged again at once. A report's own faults are reported
   * before those of its scan.
   */
  async upload(caller: Caller, fields: CoverageFields, bytes: Buffer): Promise<TakenCoverage> {
    const { orgId } = caller;
    const { scanId, format, reportPath, exclude } = fields;
    for (;;) {
      const fileList = await this.scans.findFileList(orgId, scanId);
      const report = await this.ingest.readCoverage({ bytes, format, fileList, reportPath, exclude });
      const taken = await this.tenant.run(orgId, () => this.take(caller, fields, report, fileList !== null));
      if (taken !== null) return taken;
    }
  }

  /**
   * A scan's files in the order of their paths, with what all of them come to, whichever are listed.
   *
   * @param render called with portion after portion: tens of thousands of files never stand in memory as objects
   */
  listCoverageFiles<Portion>(
    caller: Caller,
    scanId: ScanId,
    { limit, afterPath }: FilePage,
    render: (files: readonly ListedFile[]) => Portion,
  ): Promise<CoverageList<Portion>> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.scans.getScan(orgId, scanId);
      if (limit === null) return this.listAll(orgId, scanId, afterPath, render);
      const rows = await this.repository.listCoverageFiles(orgId, scanId, { limit: limit + 1, afterPath });
      const { items, nextCursor } = toPage(rows, limit, ({ filePath }) => [filePath]);
      return { portions: [render(items)], totals: await this.repository.totals(orgId, scanId), nextCursor };
    });
  }

  getFile(caller: Caller, scanId: ScanId, path: string): Promise<FileCoverageView> {
    return this.tenant.run(caller.orgId, async () => {
      await this.scans.getScan(caller.orgId, scanId);
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

  /** Stores a report. Null where the repository's files were listed while it was read without them: it must be read again. */
  private async take(
    caller: Caller,
    fields: CoverageFields,
    report: ReadCoverage,
    hadFileList: boolean,
  ): Promise<TakenCoverage | null> {
    const scan = await this.scanWriter.lockUnfailed(caller.orgId, fields.scanId);
    if (!hadFileList && (await this.scans.hasFileList(caller.orgId, scan.id))) return null;
    const isRepeated = !(await this.saveReport(scan, fields, report, hadFileList));
    if (!isRepeated) await this.scanEvents.reportStored(caller, scan.id);
    return { summary: report.summary, isRepeated };
  }

  /** Stores a report unless the same bytes were stored before. Answers whether it was stored. */
  private async saveReport(
    { orgId, id }: Scan,
    { uploadKey, reportPath, exclude }: CoverageFields,
    { files, digest, summary }: ReadCoverage,
    hadFileList: boolean,
  ): Promise<boolean> {
    const before = await this.repository.stateOf(orgId, id, uploadKey, reportPath);
    if (before.digests.some((known) => known.equals(digest))) return false;
    if (uploadKey === null) await this.store.merge(orgId, id, before, files);
    else await this.store.replace(orgId, id, uploadKey, before, files);
    const { format, fileCount, sources, unmatched } = summary;
    const storedBytes = files.placed.tuples.length + files.unplaced.tuples.length;
    const uploadId = await this.repository.rememberUpload(orgId, id, {
      ...{ uploadKey, digest, format, fileCount, storedBytes, reportPath, exclude, sources, unmatchedPaths: unmatched },
      tookAnyPath: !hadFileList && reportPath === null,
    });
    const isKnownKey = uploadKey !== null && before.hasUploads;
    if (isKnownKey || unmatched.length > 0)
      await this.repository.replaceUnplaced(orgId, id, uploadId, [files.unplaced.tuples]);
    if (!isKnownKey) await this.scanWriter.countUpload(orgId, id);
    await this.quotas.claimStoredBytes(orgId, storedBytes - before.storedBytes);
    return true;
  }
}

function addUp(totals: { -readonly [Key in keyof ScanTotals]: number }, files: readonly ListedFile[]): void {
  totals.fileCount += files.length;
  for (const { linesTotal, linesCovered } of files) {
    totals.linesTotal += linesTotal;
    totals.linesCovered += linesCovered;
  }
}
