import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import type { PackedKeyframe } from '../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { UploadWriter } from '../scan/upload.writer.js';
import { CoverageRepository } from './coverage.repository.js';
import type { CoverageSummary, ReadCoverage } from './ingest/coverage.tasks.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';
import { CoverageStore } from './storage/coverage-store.js';
import { sizeOf } from './storage/stored-coverage.js';

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

/** Facts about a scan and its repository with which a report is read. */
interface KnownOfScan {
  readonly fileList: PackedFileList | null;
  /** Of the list; null without one. */
  readonly listVersion: number | null;
  readonly keyframe: PackedKeyframe | null;
}

/** Takes coverage reports. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly ingest: CoverageIngest,
    private readonly store: CoverageStore,
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly uploads: UploadWriter,
  ) {}

  /**
   * Merges a report into the scan's coverage; a completed scan is judged again at once. A report's own faults are reported
   * before those of its scan.
   */
  async upload(caller: Caller, fields: CoverageFields, bytes: Buffer): Promise<TakenCoverage> {
    const { orgId } = caller;
    const { scanId, format, reportPath, exclude } = fields;
    for (;;) {
      const known = await this.tenant.run(orgId, () => this.findKnown(orgId, scanId));
      const report = await this.ingest.readCoverage({
        bytes,
        format,
        fileList: known.fileList,
        keyframe: known.keyframe,
        reportPath,
        exclude,
      });
      await confirmCaller();
      const taken = await this.tenant.run(orgId, () => this.take(caller, fields, report, known));
      if (taken !== null) return taken;
    }
  }

  /** Facts that an upload is read with. Faults of a report come before those of its scan, so it may be none. */
  private async findKnown(orgId: OrgId, scanId: ScanId): Promise<KnownOfScan> {
    const [scan, listed] = await Promise.all([
      this.scans.findScan(orgId, scanId),
      this.scans.findListedFiles(orgId, scanId),
    ]);
    return {
      fileList: listed?.paths ?? null,
      listVersion: listed?.version ?? null,
      keyframe: scan && (await this.store.findKeyframe(scan)),
    };
  }

  /** Stores a report. Null where what it was read with is not so any more: it must be read again. */
  private async take(
    caller: Caller,
    fields: CoverageFields,
    report: ReadCoverage,
    { listVersion, keyframe }: KnownOfScan,
  ): Promise<TakenCoverage | null> {
    const scan = await this.uploads.lock(caller, fields.scanId);
    if ((await this.scans.findFileListVersion(caller.orgId, scan.id)) !== listVersion) return null;
    if (!(await this.store.keep(scan, keyframe))) return null;
    const saved = await this.saveReport(scan, fields, report, listVersion !== null);
    if (saved) await this.uploads.record(caller, scan.id, { kind: 'coverage', ...saved });
    return { summary: report.summary, isRepeated: saved === null };
  }

  /** Stores a report; null where the same bytes were stored before. */
  private async saveReport(
    scan: Scan,
    { uploadKey, reportPath, exclude }: CoverageFields,
    { stored, digest, summary }: ReadCoverage,
    hadFileList: boolean,
  ): Promise<{ isNew: boolean; addedBytes: number } | null> {
    const { orgId, id } = scan;
    const before = await this.repository.stateOf(orgId, id, uploadKey, reportPath);
    if (before.digests.some((known) => known.equals(digest))) return null;
    const { format, fileCount, sources, unmatched } = summary;
    const storedBytes = sizeOf(stored);
    const uploadId = await this.repository.rememberUpload(orgId, id, {
      ...{ uploadKey, digest, format, fileCount, storedBytes, reportPath, exclude, sources, unmatchedPaths: unmatched },
      tookAnyPath: !hadFileList && reportPath === null,
    });
    await this.store.save(scan, uploadId, stored);
    const isKnownKey = uploadKey !== null && before.hasUploads;
    return { isNew: !isKnownKey, addedBytes: storedBytes - before.storedBytes };
  }
}
