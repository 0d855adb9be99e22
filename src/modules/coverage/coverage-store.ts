import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { type CoverageRows, packedAt, tuplesOf } from './coverage-rows.js';
import { CoverageWorker } from './coverage-worker.js';
import { CoverageRepository, KEYLESS, type PackedFile } from './coverage.repository.js';

/** The files of one upload, by their paths in the repository. */
export interface UploadedFiles {
  readonly format: CoverageFormat;
  readonly rows: CoverageRows;
}

type FilesByPath = ReadonlyMap<string, PackedFile>;

const NO_FILES: FilesByPath = new Map();

/**
 * What the uploads of a scan come to, file by file. Merging takes a line's larger hits, so order and repetition never
 * matter. Only a scan in which some upload has a key is kept in parts besides: taking one part out cannot be done on
 * the merged lines alone.
 */
@Injectable()
export class CoverageStore {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly worker: CoverageWorker,
  ) {}

  /** Adds an upload without a key. */
  async merge(orgId: OrgId, scanId: ScanId, upload: UploadedFiles): Promise<void> {
    const { paths } = upload.rows;
    const hasFiles = await this.repository.hasFiles(orgId, scanId);
    const stored = hasFiles ? await this.repository.findFiles(orgId, scanId, paths) : NO_FILES;
    await this.repository.deleteFiles(orgId, scanId, [...stored.keys()]);
    await this.repository.insertFiles(orgId, scanId, await this.combine(upload, stored));
    if (!(await this.repository.hasParts(orgId, scanId))) return;
    const part = await this.repository.findPart(orgId, scanId, KEYLESS, paths);
    await this.repository.deleteFromPart(orgId, scanId, KEYLESS, [...part.keys()]);
    await this.repository.insertPart(orgId, scanId, KEYLESS, await this.combine(upload, part));
  }

  /** Puts an upload in the place of what was uploaded under its key before. */
  async replace(orgId: OrgId, scanId: ScanId, uploadKey: string, { rows }: UploadedFiles): Promise<void> {
    if (!(await this.repository.hasParts(orgId, scanId))) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    const before = await this.repository.deletePart(orgId, scanId, uploadKey);
    await this.repository.insertPart(orgId, scanId, uploadKey, [rows.tuples]);
    await this.recombine(orgId, scanId, [...new Set([...before, ...rows.paths])]);
  }

  /** The upload's files as tuples, each merged with what `stored` has of it. */
  private async combine({ format, rows }: UploadedFiles, stored: FilesByPath): Promise<Uint8Array[]> {
    if (stored.size === 0) return [rows.tuples];
    const merged = await this.worker.merge(
      rows.paths.flatMap((path, index) => {
        const known = stored.get(path);
        return known ? [{ path, format, parts: [known.packed, packedAt(rows, index)] }] : [];
      }),
    );
    return [...tuplesOf(rows, (path) => !stored.has(path)), merged.tuples];
  }

  /** Makes these files what all parts say of them. */
  private async recombine(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    const parts = new Map<string, PackedFile[]>();
    for (const part of await this.repository.partsOf(orgId, scanId, paths)) {
      const known = parts.get(part.filePath);
      if (known) known.push(part);
      else parts.set(part.filePath, [part]);
    }
    const merged = await this.worker.merge(
      [...parts].map(([path, files]) => ({
        path,
        format: files.at(-1)!.reportFormat,
        parts: files.map((file) => file.packed),
      })),
    );
    await this.repository.deleteFiles(orgId, scanId, paths);
    await this.repository.insertFiles(orgId, scanId, [merged.tuples]);
  }
}
