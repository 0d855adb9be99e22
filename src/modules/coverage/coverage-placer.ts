import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import type { PackedFileList } from '../../domain/paths/packed-file-list.js';
import { keepAlive } from '../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository, KEYLESS, type OpenUpload } from './coverage.repository.js';
import { CoverageStore } from './coverage-store.js';
import type { CoverageFiles } from './ingest/coverage.tasks.js';
import { CoverageIngest } from './ingest/coverage-ingest.js';

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
    const fileList = await this.scans.findFileList(orgId, scanId);
    for (const [key, uploads] of groupBy(open, ({ uploadKey }) => uploadKey ?? KEYLESS)) {
      const [taker] = uploads.filter(({ tookAnyPath }) => tookAnyPath);
      const holder = key === KEYLESS ? taker : uploads[0];
      if (holder !== undefined) await this.unplace(orgId, scanId, key, holder.id);
      for (const upload of uploads) {
        const sources =
          upload === taker ? uploads.flatMap((one) => (one.tookAnyPath ? one.sources : [])) : upload.sources;
        await this.place(orgId, scanId, { ...upload, sources }, fileList);
      }
    }
  }

  private async unplace(orgId: OrgId, scanId: ScanId, key: string, uploadId: number): Promise<void> {
    const { hasParts } = await this.repository.stateOf(orgId, scanId, null, null);
    await this.store.unplace(orgId, scanId, key, uploadId, hasParts);
  }

  private async place(
    orgId: OrgId,
    scanId: ScanId,
    { id, uploadKey, reportPath, exclude, sources }: OpenUpload,
    fileList: PackedFileList | null,
  ): Promise<void> {
    const files = await this.repository.findUnplaced(orgId, scanId, id);
    const unplaced: Uint8Array[] = [];
    const unmatched: string[] = [];
    for (const [format, ofFormat] of groupBy(files, ({ reportFormat }) => reportFormat)) {
      const written = ofFormat.map(({ filePath, packed }) => ({ path: filePath, packed }));
      const input = { format, sources, files: written, fileList, reportPath, exclude };
      const placed = await keepAlive(this.tenant.manager(orgId), this.ingest.place(input));
      await this.add(orgId, scanId, uploadKey, placed.files);
      unplaced.push(placed.files.unplaced.tuples);
      unmatched.push(...placed.summary.unmatched);
    }
    await this.repository.replaceUnplaced(orgId, scanId, id, unplaced);
    await this.repository.resolvedUpload(orgId, scanId, id, unmatched.sort());
  }

  /** A keyed upload is one report, whose part was emptied before. */
  private async add(orgId: OrgId, scanId: ScanId, uploadKey: string | null, files: CoverageFiles): Promise<void> {
    const state = await this.repository.stateOf(orgId, scanId, uploadKey, null);
    if (uploadKey === null) await this.store.merge(orgId, scanId, state, files);
    else await this.store.replace(orgId, scanId, uploadKey, state, files);
  }
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
