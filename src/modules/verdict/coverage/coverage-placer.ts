import { Injectable } from '@nestjs/common';
import { isUnplaced, reportedPath } from '../../../domain/coverage/coverage-manifest.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import type { PackedKeyframe } from '../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository, type OpenUpload } from './coverage.repository.js';
import type { StoredFile } from './ingest/coverage.tasks.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';
import type { CoverageFiles } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';

/** Resolves paths of stored coverage again once the repository's files are known, inside the open tenant transaction. */
@Injectable()
export class CoveragePlacer {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly store: CoverageStore,
    private readonly ingest: CoverageIngest,
    private readonly scans: ScanReader,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Places files whose paths were taken as they are, and files without a place, by the scan's list of files. */
  async placeAgain(orgId: OrgId, scanId: ScanId): Promise<void> {
    const open = await this.repository.openUploads(orgId, scanId);
    if (open.length === 0) return;
    const scan = await this.scans.getScan(orgId, scanId);
    const fileList = await this.scans.findFileList(orgId, scanId);
    await this.store.keep(scan, null);
    const keyframe = await this.store.findKeyframe(scan);
    for (const upload of open) await this.place(scan, upload, fileList, keyframe);
  }

  private async place(
    scan: Scan,
    upload: OpenUpload,
    fileList: PackedFileList | null,
    keyframe: PackedKeyframe | null,
  ): Promise<void> {
    const { id, format, sources, reportPath, exclude } = upload;
    const stored = await this.store.readUpload(scan, id);
    const { files, kept } = stored ? await this.filesOf(scan, upload, stored) : NO_FILES;
    const input = { format, sources, files, kept, fileList, reportPath, exclude, keyframe };
    const placed = await keepAlive(this.tenant.manager(scan.orgId), this.ingest.place(input));
    await this.store.save(scan, id, placed.stored);
    await this.repository.resolvedUpload(scan.orgId, scan.id, id, placed.summary.unmatched);
  }

  /** Files of an upload that are to be placed, and others that keep their places. An upload with a key is placed as a whole. */
  private async filesOf(
    scan: Scan,
    { uploadKey, tookAnyPath }: OpenUpload,
    stored: CoverageFiles,
  ): Promise<FilesOfUpload> {
    const files: StoredFile[] = [];
    const kept: StoredFile[] = [];
    for await (const portion of stored.entries()) {
      const lines = await this.store.linesOf(scan, portion);
      for (const { path } of portion) {
        const packed = lines.get(path)!;
        if (isUnplaced(path)) files.push({ path: reportedPath(path), packed });
        else (uploadKey !== null || tookAnyPath ? files : kept).push({ path, packed });
      }
    }
    return { files, kept };
  }
}

interface FilesOfUpload {
  readonly files: readonly StoredFile[];
  readonly kept: readonly StoredFile[];
}

const NO_FILES: FilesOfUpload = { files: [], kept: [] };
