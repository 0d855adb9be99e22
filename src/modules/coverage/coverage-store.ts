import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { countsAt, type CoverageTable, packedAt } from './coverage-table.js';
import { CoverageWorker } from './coverage-worker.js';
import { type CountedFile, CoverageRepository, KEYLESS, type PackedFile } from './coverage.repository.js';

/** The files of one upload, by their paths in the repository. */
export interface UploadedFiles {
  readonly format: CoverageFormat;
  readonly files: CoverageTable;
}

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
    const stored = await this.repository.findFiles(orgId, scanId, upload.files.paths);
    await this.repository.saveFiles(orgId, scanId, await this.combine(upload, stored));
    if (!(await this.repository.hasParts(orgId, scanId))) return;
    const part = byPath(await this.repository.findPart(orgId, scanId, KEYLESS));
    await this.repository.savePart(orgId, scanId, KEYLESS, await this.combine(upload, part));
  }

  /** Puts an upload in the place of what was uploaded under its key before. */
  async replace(orgId: OrgId, scanId: ScanId, uploadKey: string, upload: UploadedFiles): Promise<void> {
    if (!(await this.repository.hasParts(orgId, scanId))) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    const before = await this.repository.findPart(orgId, scanId, uploadKey);
    await this.repository.deletePart(orgId, scanId, uploadKey);
    await this.repository.savePart(orgId, scanId, uploadKey, toFiles(upload));
    const paths = new Set([...before.map((file) => file.filePath), ...upload.files.paths]);
    await this.recombine(orgId, scanId, [...paths]);
  }

  /** The upload's files, each merged with what `stored` has of it. */
  private async combine(upload: UploadedFiles, stored: ReadonlyMap<string, PackedFile>): Promise<CountedFile[]> {
    const uploaded = toFiles(upload);
    const known = uploaded.filter((file) => stored.has(file.filePath));
    if (known.length === 0) return uploaded;
    const merged = await this.worker.merge(
      known.map(({ filePath, packed }) => ({ path: filePath, parts: [stored.get(filePath)!.packed, packed] })),
    );
    const combined = byPath(toFiles({ format: upload.format, files: merged }));
    return uploaded.map((file) => combined.get(file.filePath) ?? file);
  }

  private async recombine(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    const parts = new Map<string, PackedFile[]>();
    for (const part of await this.repository.partsOf(orgId, scanId, paths))
      parts.set(part.filePath, [...(parts.get(part.filePath) ?? []), part]);
    const gone = paths.filter((path) => !parts.has(path));
    await this.repository.deleteFiles(orgId, scanId, gone);
    const merged = await this.worker.merge(
      [...parts].map(([path, files]) => ({ path, parts: files.map((file) => file.packed) })),
    );
    const formats = new Map([...parts].map(([path, files]) => [path, files.at(-1)!.reportFormat]));
    await this.repository.saveFiles(
      orgId,
      scanId,
      merged.paths.map((path, index) => ({ ...fileAt(merged, index), reportFormat: formats.get(path)! })),
    );
  }
}

const fileAt = (table: CoverageTable, index: number) => ({
  filePath: table.paths[index]!,
  packed: packedAt(table, index),
  ...countsAt(table, index),
});

const toFiles = ({ format, files }: UploadedFiles): CountedFile[] =>
  files.paths.map((_, index) => ({ ...fileAt(files, index), reportFormat: format }));

const byPath = <File extends PackedFile>(files: readonly File[]): Map<string, File> =>
  new Map(files.map((file) => [file.filePath, file]));
