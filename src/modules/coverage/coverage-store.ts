import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { keepAlive } from '../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { CoverageRepository, type CoverageState, KEYLESS, type PackedFile } from './coverage.repository.js';
import { CoverageMerger } from './coverage-merger.js';
import { type CoverageRows, packedAt, tuplesOf } from './coverage-rows.js';
import type { CoverageFiles } from './ingest/coverage.tasks.js';

type FilesByPath = ReadonlyMap<string, PackedFile>;

const NO_FILES: FilesByPath = new Map();

/**
 * Stores the merged uploads of a scan, file by file. Merging takes a line's larger hits, so order and repetition never
 * matter. Only a scan with a keyed upload is also kept in parts: removing one part is impossible on the merged lines
 * alone.
 */
@Injectable()
export class CoverageStore {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly merger: CoverageMerger,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Adds the placed files of an upload without a key. */
  async merge(
    orgId: OrgId,
    scanId: ScanId,
    { hasFiles, hasParts }: CoverageState,
    { format, placed }: CoverageFiles,
  ): Promise<void> {
    const { paths } = placed;
    const stored = hasFiles ? await this.repository.findFiles(orgId, scanId, paths) : NO_FILES;
    await this.repository.deleteFiles(orgId, scanId, [...stored.keys()]);
    await this.repository.insertFiles(orgId, scanId, await this.combine(orgId, placed, format, stored));
    if (!hasParts) return;
    const part = await this.repository.findPart(orgId, scanId, KEYLESS, paths);
    await this.repository.deleteFromPart(orgId, scanId, KEYLESS, [...part.keys()]);
    await this.repository.insertPart(orgId, scanId, KEYLESS, await this.combine(orgId, placed, format, part));
  }

  /** Puts the placed files of an upload in the place of what was uploaded under this key before. */
  async replace(
    orgId: OrgId,
    scanId: ScanId,
    uploadKey: string,
    { hasParts }: CoverageState,
    { placed }: CoverageFiles,
  ): Promise<void> {
    if (!hasParts) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    const replaced = await this.repository.deletePart(orgId, scanId, uploadKey);
    await this.repository.insertPart(orgId, scanId, uploadKey, [placed.tuples]);
    await this.recombine(orgId, scanId, [...new Set([...replaced, ...placed.paths])]);
  }

  /** Removes a part from the scan's coverage, and keeps its files with this upload as files without a place. */
  async unplace(orgId: OrgId, scanId: ScanId, uploadKey: string, uploadId: number, hasParts: boolean): Promise<void> {
    if (!hasParts) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    await this.repository.unplacePart(orgId, scanId, uploadKey, uploadId);
    await this.recombine(orgId, scanId, await this.repository.deletePart(orgId, scanId, uploadKey));
  }

  /** Tuples of an upload's files, each merged with the stored file at its path. */
  private async combine(
    orgId: OrgId,
    rows: CoverageRows,
    format: CoverageFormat,
    stored: FilesByPath,
  ): Promise<Uint8Array[]> {
    if (stored.size === 0) return [rows.tuples];
    const files = rows.paths.flatMap((path, index) => {
      const known = stored.get(path);
      return known ? [{ path, format, parts: [known.packed, packedAt(rows, index)] }] : [];
    });
    const merged = await keepAlive(this.tenant.manager(orgId), this.merger.merge(files));
    return [...tuplesOf(rows, (path) => !stored.has(path)), merged.tuples];
  }

  /** Merges these files again from all parts. */
  private async recombine(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    const parts = new Map<string, PackedFile[]>();
    for (const part of await this.repository.partsOf(orgId, scanId, paths)) {
      const known = parts.get(part.filePath);
      if (known) known.push(part);
      else parts.set(part.filePath, [part]);
    }
    const files = [...parts].map(([path, ofFile]) => ({
      path,
      format: ofFile.at(-1)!.reportFormat,
      parts: ofFile.map((file) => file.packed),
    }));
    const merged = await keepAlive(this.tenant.manager(orgId), this.merger.merge(files));
    await this.repository.deleteFiles(orgId, scanId, paths);
    await this.repository.insertFiles(orgId, scanId, [merged.tuples]);
  }
}
