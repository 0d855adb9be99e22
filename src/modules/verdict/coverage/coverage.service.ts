import { Injectable } from '@nestjs/common';
import type { ChangedFile } from '../../../domain/changes/changed-lines.js';
import type { CoverageCounts, CoverageFormat, FileCoverage } from '../../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import type { PackedKeyframe } from '../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { encodeCursor } from '../../../platform/validation/cursor.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { OwnersReader } from '../scan/owners.reader.js';
import { ScanEvents } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoveragePlacer } from './coverage-placer.js';
import { FileOwners } from './file-owners.js';
import type { CoverageSummary, ReadCoverage } from './ingest/coverage.tasks.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';
import type { CoverageEntry, CoverageFiles } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';
import { type FileTotals, sizeOf } from './storage/stored-coverage.js';

/** A file as it is listed. */
export interface ListedFile extends CoverageCounts {
  readonly filePath: string;
  readonly owners: readonly string[];
  readonly reportFormat: CoverageFormat;
}

/** Page of files: the size, null for all; and the path after which it begins, null for the first page. */
export interface FilePage {
  readonly limit: number | null;
  readonly afterPath: string | null;
}

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
  readonly totals: FileTotals;
  readonly nextCursor: string | null;
}

/** Facts about a scan and its repository with which a report is read. */
interface KnownOfScan {
  readonly fileList: PackedFileList | null;
  /** Of the list; null without one. */
  readonly listVersion: number | null;
  readonly keyframe: PackedKeyframe | null;
}

const NO_FILES: FileTotals = { fileCount: 0, linesTotal: 0, linesCovered: 0 };

/** One file's lines, which of them the change adds, and the file's owners. */
export interface FileCoverageView {
  readonly file: FileCoverage;
  readonly owners: readonly string[];
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
    private readonly owners: OwnersReader,
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

  /**
   * A scan's files in the order of their paths, with what all of them come to, whichever are listed.
   *
   * @param render called with portion after portion: tens of thousands of files never stand in memory as objects
   */
  async listCoverageFiles<Portion>(
    caller: Caller,
    scanId: ScanId,
    { limit, afterPath }: FilePage,
    render: (files: readonly ListedFile[]) => Portion,
  ): Promise<CoverageList<Portion>> {
    const { files, owners } = await this.tenant.run(caller.orgId, async () => {
      const [scan, owned] = await together([
        this.scans.getDetailed(caller.orgId, scanId),
        this.owners.load(caller.orgId, scanId),
      ]);
      return { files: await this.store.read(scan), owners: new FileOwners(this.owners, owned) };
    });
    if (files === null) return { portions: [], totals: NO_FILES, nextCursor: null };
    const { portions, nextCursor } = await takePage(files, owners, { limit, afterPath }, render);
    return { portions, totals: files.totals, nextCursor };
  }

  async getFile(caller: Caller, scanId: ScanId, path: string): Promise<FileCoverageView> {
    const { owned, ...view } = await this.tenant.run(caller.orgId, async () => {
      const [scan, changes, owned] = await together([
        this.scans.getDetailed(caller.orgId, scanId),
        this.scans.findChanges(caller.orgId, scanId),
        this.owners.load(caller.orgId, scanId),
      ]);
      const packed = await this.findLines(scan, path);
      if (packed === null) throw new NotFoundInOrg('file in the coverage of this scan');
      const change = changes?.files.find((file) => file.path === path) ?? null;
      return { file: unpackCoverage(path, packed), change, owned };
    });
    return { ...view, owners: await new FileOwners(this.owners, owned).of(path) };
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
    const scan = await this.scanWriter.lockDetailed(caller, fields.scanId);
    this.scanWriter.refuseReusing(scan);
    if ((await this.scans.findFileListVersion(caller.orgId, scan.id)) !== listVersion) return null;
    if (!(await this.store.keep(scan, keyframe))) return null;
    const isRepeated = !(await this.saveReport(scan, fields, report, listVersion !== null));
    if (!isRepeated) await this.scanEvents.reportStored(caller, scan.id, 'coverage');
    return { summary: report.summary, isRepeated };
  }

  /** Stores a report unless the same bytes were stored before. Answers whether it was stored. */
  private async saveReport(
    scan: Scan,
    { uploadKey, reportPath, exclude }: CoverageFields,
    { stored, digest, summary }: ReadCoverage,
    hadFileList: boolean,
  ): Promise<boolean> {
    const { orgId, id } = scan;
    const before = await this.repository.stateOf(orgId, id, uploadKey, reportPath);
    if (before.digests.some((known) => known.equals(digest))) return false;
    const { format, fileCount, sources, unmatched } = summary;
    const storedBytes = sizeOf(stored);
    const uploadId = await this.repository.rememberUpload(orgId, id, {
      ...{ uploadKey, digest, format, fileCount, storedBytes, reportPath, exclude, sources, unmatchedPaths: unmatched },
      tookAnyPath: !hadFileList && reportPath === null,
    });
    await this.store.save(scan, uploadId, stored);
    const isKnownKey = uploadKey !== null && before.hasUploads;
    if (!isKnownKey) await this.scanWriter.countUpload(orgId, id);
    await this.quotas.claimStoredBytes(orgId, storedBytes - before.storedBytes);
    return true;
  }

  private async findLines(scan: Scan, path: string): Promise<Uint8Array | null> {
    const files = await this.store.read(scan);
    const entry = files && (await files.find(path));
    return entry && (await this.store.linesOf(scan, [entry])).get(path)!;
  }
}

/** Lists a page of files, rendered portion by portion. */
async function takePage<Portion>(
  files: CoverageFiles,
  owners: FileOwners,
  { limit, afterPath }: FilePage,
  render: (files: readonly ListedFile[]) => Portion,
): Promise<Pick<CoverageList<Portion>, 'portions' | 'nextCursor'>> {
  const portions: Portion[] = [];
  let left = limit ?? Infinity;
  let lastPath = afterPath;
  for await (const portion of files.placed()) {
    const following = afterPath === null ? portion : portion.filter(({ path }) => path > afterPath);
    const taken = following.slice(0, left);
    left -= taken.length;
    lastPath = taken.at(-1)?.path ?? lastPath;
    if (taken.length > 0) portions.push(render(await toListedFiles(taken, owners)));
    if (taken.length < following.length) return { portions, nextCursor: encodeCursor([lastPath!]) };
  }
  return { portions, nextCursor: null };
}

async function toListedFiles(entries: readonly CoverageEntry[], owners: FileOwners): Promise<ListedFile[]> {
  const ofFiles = await owners.ofAll(entries.map(({ path }) => path));
  return entries.map(({ path, facts: { format, ...counts } }, at) => ({
    filePath: path,
    owners: ofFiles[at]!,
    reportFormat: format,
    ...counts,
  }));
}
