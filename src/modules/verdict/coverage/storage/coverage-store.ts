import { Injectable } from '@nestjs/common';
import type { PackedKeyframe } from '../../../../platform/database/segment-tables.js';
import { ScanWriter } from '../../scan/scan.writer.js';
import { type CoverageEntry, CoverageFiles } from './coverage-files.js';
import { ALL_UPLOADS, ManifestRepository, type ScanKey, type WholeManifest } from './manifest.repository.js';
import type { StoredCoverage } from './stored-coverage.js';
import { UploadUniter } from './upload-uniter.js';

/**
 * Covered files of scans, inside the open tenant transaction. Each upload has a manifest of its own, so that it can be
 * replaced; that of all uploads together is made when it is first needed.
 */
@Injectable()
export class CoverageStore {
  constructor(
    private readonly manifests: ManifestRepository,
    private readonly uniter: UploadUniter,
    private readonly scans: ScanWriter,
  ) {}

  /** Keyframe against which the next upload of the repository is stored. */
  async findKeyframe({ orgId, repoId }: ScanKey): Promise<PackedKeyframe | null> {
    return this.manifests.newestKeyframe(orgId, repoId);
  }

  /**
   * Keeps the keyframe, and all that it names, until the transaction ends. Answers false where it was removed since it was
   * read.
   */
  async keep({ orgId, repoId }: ScanKey, keyframe: PackedKeyframe | null): Promise<boolean> {
    await this.manifests.keepSegments(orgId, repoId);
    return keyframe === null || this.manifests.hasKeyframe(orgId, repoId, keyframe.address);
  }

  /** Stores what an upload says, in the place of what it said before. Its keyframe is kept by now. */
  async save(scan: ScanKey, uploadId: number, { manifest, segments }: StoredCoverage): Promise<void> {
    await Promise.all([
      this.manifests.saveSegments(scan.orgId, scan.repoId, segments),
      this.manifests.saveManifest(scan, uploadId, manifest),
      this.manifests.forgetUnited(scan),
    ]);
  }

  /** Files of one upload; null where nothing is stored of it. */
  async readUpload(scan: ScanKey, uploadId: number): Promise<CoverageFiles | null> {
    const row = await this.manifests.findManifest(scan, uploadId);
    return row && open(row);
  }

  /** Files of all uploads of the scan by now; null where there are none. */
  async read(scan: ScanKey): Promise<CoverageFiles | null> {
    const [first, second] = await this.manifests.findFirstTwo(scan);
    if (first === undefined) return null;
    if (first.uploadId === ALL_UPLOADS || second === undefined) return open(first);
    await this.scans.lock(scan.orgId, scan.id);
    await this.uniter.unite(scan);
    return open((await this.manifests.findManifest(scan, ALL_UPLOADS))!);
  }

  /** Packed lines of files, by path. */
  async linesOf({ orgId, repoId }: ScanKey, entries: readonly CoverageEntry[]): Promise<Map<string, Uint8Array>> {
    const addresses = entries.map(({ address }) => address);
    const contents = await this.manifests.findSegments(orgId, repoId, addresses);
    return new Map(entries.map(({ path, address }) => [path, contents.get(address)!]));
  }
}

const open = ({ difference, content, ...totals }: WholeManifest): CoverageFiles =>
  new CoverageFiles(totals, content, difference);
