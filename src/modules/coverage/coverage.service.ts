import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CoverageFormat, CoverageReport, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import { resolveCoveragePaths, type ResolvedCoverage } from '../../domain/coverage/resolve-paths.js';
import type { ChangedFile } from '../../domain/changes/changed-lines.js';
import type { ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { ScanEvents } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { CoverageParser } from './coverage-parser.js';
import { CoverageStore } from './coverage-store.js';
import { CoverageRepository, type ListedFile } from './coverage.repository.js';

/** A coverage report on its way in. */
export interface CoverageUpload {
  readonly bytes: Buffer;
  readonly format: CoverageFormat | undefined;
  readonly uploadKey: string | undefined;
}

/** What was taken from a report. */
export interface TakenCoverage {
  readonly report: CoverageReport;
  readonly resolved: ResolvedCoverage;
  /** These very bytes were taken before: nothing changed. */
  readonly isRepeated: boolean;
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
    private readonly parser: CoverageParser,
    private readonly store: CoverageStore,
    private readonly repository: CoverageRepository,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly scanEvents: ScanEvents,
  ) {}

  /** Merges a report into the scan's coverage; a completed scan is judged again at once. */
  async upload(caller: Caller, scanId: ScanId, upload: CoverageUpload): Promise<TakenCoverage> {
    const { orgId } = caller;
    const report = await this.parser.parse(upload.bytes, upload.format);
    return this.tenant.run(orgId, async () => {
      const scan = await this.scanWriter.lockUnfailed(orgId, scanId);
      const fileList = await this.scans.findFileList(orgId, scanId);
      const resolved = resolveCoveragePaths(report, { fileList });
      const isRepeated = !(await this.save(scan, upload, report.format, resolved.files));
      if (!isRepeated) await this.scanEvents.reportStored(caller, scanId);
      return { report, resolved, isRepeated };
    });
  }

  /** A scan's files in the order of their paths. */
  list(caller: Caller, scanId: ScanId): Promise<ListedFile[]> {
    return this.tenant.run(caller.orgId, async () => {
      await this.scans.get(caller.orgId, scanId);
      return this.repository.list(caller.orgId, scanId);
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

  /** Answers whether the upload changed anything. */
  private async save(
    scan: Scan,
    { bytes, uploadKey }: CoverageUpload,
    format: CoverageFormat,
    files: readonly FileCoverage[],
  ): Promise<boolean> {
    const { orgId, id } = scan;
    const digest = createHash('sha256').update(bytes).digest();
    const before = uploadKey === undefined ? null : await this.repository.digestUnder(orgId, id, uploadKey);
    const isRepeated =
      uploadKey === undefined ? await this.repository.hasUpload(orgId, id, digest) : before?.equals(digest) === true;
    if (isRepeated) return false;
    if (uploadKey === undefined) await this.store.merge(orgId, id, { format, files });
    else await this.store.replace(orgId, id, uploadKey, { format, files });
    const upload = { uploadKey: uploadKey ?? null, digest, format, fileCount: files.length };
    await this.repository.rememberUpload(orgId, id, upload);
    if (before === null) await this.scanWriter.countUpload(orgId, id);
    return true;
  }
}
