import { Injectable } from '@nestjs/common';
import type { CoverageFormat, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { coverageTotals } from '../../domain/coverage/coverage-totals.js';
import { mergeCoverage } from '../../domain/coverage/merge-coverage.js';
import { packCoverage, unpackCoverage } from '../../domain/coverage/packed-lines.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { type CountedFile, CoverageRepository, KEYLESS, type PackedFile } from './coverage.repository.js';

/** The files of one upload. */
export interface UploadedFiles {
  readonly format: CoverageFormat;
  readonly files: readonly FileCoverage[];
}

/**
 * What the uploads of a scan come to, file by file. Merging takes a line's larger hits, so order and repetition never
 * matter. Only a scan in which some upload has a key is kept in parts besides: taking one part out cannot be done on
 * the merged lines alone.
 */
@Injectable()
export class CoverageStore {
  constructor(private readonly repository: CoverageRepository) {}

  /** Adds an upload without a key. */
  async merge(orgId: OrgId, scanId: ScanId, upload: UploadedFiles): Promise<void> {
    const uploaded = upload.files.map((file) => toPacked(file, upload.format));
    const stored = await this.repository.findFiles(orgId, scanId, pathsOf(uploaded));
    await this.repository.saveFiles(
      orgId,
      scanId,
      uploaded.map((file) => combine([stored.get(file.filePath), file])),
    );
    if (!(await this.repository.hasParts(orgId, scanId))) return;
    const part = new Map((await this.repository.findPart(orgId, scanId, KEYLESS)).map((file) => [file.filePath, file]));
    await this.repository.savePart(
      orgId,
      scanId,
      KEYLESS,
      uploaded.map((file) => combine([part.get(file.filePath), file])),
    );
  }

  /** Puts an upload in the place of what was uploaded under its key before. */
  async replace(orgId: OrgId, scanId: ScanId, uploadKey: string, upload: UploadedFiles): Promise<void> {
    if (!(await this.repository.hasParts(orgId, scanId))) await this.repository.copyFilesToPart(orgId, scanId, KEYLESS);
    const before = await this.repository.findPart(orgId, scanId, uploadKey);
    const uploaded = upload.files.map((file) => toPacked(file, upload.format));
    await this.repository.deletePart(orgId, scanId, uploadKey);
    await this.repository.savePart(orgId, scanId, uploadKey, uploaded);
    await this.recombine(orgId, scanId, [...new Set([...pathsOf(before), ...pathsOf(uploaded)])]);
  }

  private async recombine(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    const byPath = new Map<string, PackedFile[]>();
    for (const part of await this.repository.partsOf(orgId, scanId, paths))
      byPath.set(part.filePath, [...(byPath.get(part.filePath) ?? []), part]);
    await this.repository.deleteFiles(
      orgId,
      scanId,
      paths.filter((path) => !byPath.has(path)),
    );
    await this.repository.saveFiles(orgId, scanId, [...byPath.values()].map(combine));
  }
}

const pathsOf = (files: readonly PackedFile[]): string[] => files.map((file) => file.filePath);

const toPacked = (file: FileCoverage, reportFormat: CoverageFormat): PackedFile => ({
  filePath: file.path,
  reportFormat,
  packed: packCoverage(file),
});

/** What several uploads say of one file; the format shown is the last one's. */
function combine(parts: readonly (PackedFile | undefined)[]): CountedFile {
  const present = parts.filter((part) => part !== undefined);
  const last = present.at(-1)!;
  const merged = mergeCoverage(present.map((part) => unpackCoverage(part.filePath, part.packed)));
  return { ...last, packed: packCoverage(merged), ...coverageTotals(merged) };
}
