import { Injectable } from '@nestjs/common';
import { isOrigin, isUnplaced, reportedPath } from '../../../domain/coverage/coverage-manifest.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import type { PackedKeyframe } from '../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ScanEvents } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository, type PlacedUpload } from './coverage.repository.js';
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
    events: ScanEvents,
  ) {
    events.onFilesListed(({ orgId }, scanId) => this.placeAgain(orgId, scanId));
  }

  /** Places the files of all uploads by the scan's list of files. */
  private async placeAgain(orgId: OrgId, scanId: ScanId): Promise<void> {
    const uploads = await this.repository.listUploads(orgId, scanId);
    if (uploads.length === 0) return;
    const scan = await this.scans.getScan(orgId, scanId);
    const fileList = await this.scans.findFileList(orgId, scanId);
    await this.store.keep(scan, null);
    const keyframe = await this.store.findKeyframe(scan);
    for (const upload of uploads) await this.place(scan, upload, fileList, keyframe);
  }

  private async place(
    scan: Scan,
    { id, ...upload }: PlacedUpload,
    fileList: PackedFileList | null,
    keyframe: PackedKeyframe | null,
  ): Promise<void> {
    const stored = await this.store.readUpload(scan, id);
    const files = stored ? await this.reportedFiles(scan, stored) : [];
    const input = { ...upload, files, fileList, keyframe };
    const placed = await keepAlive(this.tenant.manager(scan.orgId), this.ingest.place(input));
    await this.store.save(scan, id, placed.stored);
    await this.repository.resolvedUpload(scan.orgId, scan.id, id, placed.summary.unmatched);
  }

  /** Files of an upload at the paths that its report gives. Those of origins and of files without a place come first. */
  private async reportedFiles(scan: Scan, stored: CoverageFiles): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    let hasOrigins = false;
    for await (const portion of stored.entries()) {
      hasOrigins ||= portion.some(({ path }) => isOrigin(path));
      const reported = hasOrigins ? portion.filter(({ path }) => isUnplaced(path)) : portion;
      const lines = await this.store.linesOf(scan, reported);
      for (const { path } of reported)
        files.push({ path: isUnplaced(path) ? reportedPath(path) : path, packed: lines.get(path)! });
    }
    return files;
  }
}
