import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { keepAlive, keepAliveForEach } from '../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { packedAt, tuplesOf } from './coverage-rows.js';
import { CoverageWorker } from './coverage-worker.js';
import { CoverageRepository, type CoverageState, KEYLESS, type PackedFile } from './coverage.repository.js';
import type { CoveragePiece } from './coverage.tasks.js';

type FilesByPath = ReadonlyMap<string, PackedFile>;

const NO_FILES: FilesByPath = new Map();

/** The files of an upload, each in one piece only, some pieces at a time. */
export type ComingPieces = AsyncIterable<readonly CoveragePiece[]>;

const pathsOf = (pieces: readonly CoveragePiece[]): string[] => pieces.flatMap(({ rows }) => rows.paths);
const tuplesIn = (pieces: readonly CoveragePiece[]): Uint8Array[] => pieces.map(({ rows }) => rows.tuples);

/**
 * Stores the merged uploads of a scan, file by file. Merging takes a line's larger hits, so order and repetition never
 * matter. Only a scan with a keyed upload is also kept in parts: removing one part is impossible on the merged lines
 * alone.
 */
@Injectable()
export class CoverageStore {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly worker: CoverageWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Adds an upload without a key. */
  async merge(
    orgId: OrgId,
    scanId: ScanId,
    { hasFiles, hasParts }: CoverageState,
    pieces: ComingPieces,
  ): Promise<void> {
    for await (const come of this.placedOf(orgId, pieces)) {
      const paths = pathsOf(come);
      const stored = hasFiles ? await this.repository.findFiles(orgId, scanId, paths) : NO_FILES;
      await this.repository.deleteFiles(orgId, scanId, [...stored.keys()]);
      await this.repository.insertFiles(orgId, scanId, await this.combine(orgId, come, stored));
      if (!hasParts) continue;
      const part = await this.repository.findPart(orgId, scanId, KEYLESS, paths);
      await this.repository.deleteFromPart(orgId, scanId, KEYLESS, [...part.keys()]);
      await this.repository.insertPart(orgId, scanId, KEYLESS, await this.combine(orgId, come, part));
    }
  }

  /** Puts an upload in the place of what was uploaded under its key before. */
  async replace(
    orgId: OrgId,
    scanId: ScanId,
    uploadKey: string,
    { hasParts }: CoverageState,
    pieces: ComingPieces,
  ): Promise<void> {
    if (!hasParts) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    const changed = new Set(await this.repository.deletePart(orgId, scanId, uploadKey));
    for await (const come of this.placedOf(orgId, pieces)) {
      await this.repository.insertPart(orgId, scanId, uploadKey, tuplesIn(come));
      for (const path of pathsOf(come)) changed.add(path);
    }
    await this.recombine(orgId, scanId, [...changed]);
  }

  /**
   * Keeps the files of an upload that have no place in the repository.
   *
   * @param mayHaveSome whether an earlier one under its key may have left some
   */
  async keepUnplaced(
    orgId: OrgId,
    scanId: ScanId,
    uploadId: number,
    mayHaveSome: boolean,
    pieces: ComingPieces,
  ): Promise<void> {
    const unplaced: Uint8Array[] = [];
    for await (const come of pieces) unplaced.push(...tuplesIn(come.filter(({ isPlaced }) => !isPlaced)));
    if (mayHaveSome || unplaced.length > 0) await this.repository.replaceUnplaced(orgId, scanId, uploadId, unplaced);
  }

  /** Takes what was uploaded under a key out of the scan's coverage, and keeps it with this upload as files without a place. */
  async unplace(orgId: OrgId, scanId: ScanId, uploadKey: string, uploadId: number, hasParts: boolean): Promise<void> {
    if (!hasParts) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    await this.repository.unplacePart(orgId, scanId, uploadKey, uploadId);
    await this.recombine(orgId, scanId, await this.repository.deletePart(orgId, scanId, uploadKey));
  }

  /** What has come of the placed files; files without a place stand behind them. */
  private async *placedOf(orgId: OrgId, pieces: ComingPieces): ComingPieces {
    for await (const come of keepAliveForEach(this.tenant.manager(orgId), pieces)) {
      const placed = come.filter(({ isPlaced }) => isPlaced);
      if (placed.length > 0) yield placed;
    }
  }

  /** Files of an upload as tuples, each merged with what `stored` has of it. */
  private async combine(orgId: OrgId, pieces: readonly CoveragePiece[], stored: FilesByPath): Promise<Uint8Array[]> {
    if (stored.size === 0) return tuplesIn(pieces);
    const files = pieces.flatMap(({ format, rows }) =>
      rows.paths.flatMap((path, index) => {
        const known = stored.get(path);
        return known ? [{ path, format, parts: [known.packed, packedAt(rows, index)] }] : [];
      }),
    );
    const merged = await keepAlive(this.tenant.manager(orgId), this.worker.merge(files));
    return [...pieces.flatMap(({ rows }) => tuplesOf(rows, (path) => !stored.has(path))), merged.tuples];
  }

  /** Makes these files what all parts say of them. */
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
    const merged = await keepAlive(this.tenant.manager(orgId), this.worker.merge(files));
    await this.repository.deleteFiles(orgId, scanId, paths);
    await this.repository.insertFiles(orgId, scanId, [merged.tuples]);
  }
}
