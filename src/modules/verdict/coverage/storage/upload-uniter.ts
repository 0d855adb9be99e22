import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../../domain/ids.js';
import { keepAlive } from '../../../../platform/database/keep-alive.js';
import type { PackedKeyframe } from '../../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { ALL_UPLOADS, ManifestRepository, type ScanKey } from './manifest.repository.js';
import type { StoredFiles } from './stored-coverage.js';
import {
  type ComparedUploads,
  type DisputedFile,
  type FileParts,
  type MergedFiles,
  UNITE_TASKS,
  type UnitedManifests,
  type UploadManifests,
} from './unite.tasks.js';

/** Up to here the work takes less time than handing over to a thread would. */
const MAX_INLINE_BYTES = 64 * 1024;

/**
 * Makes one manifest of those of a scan's uploads, inside the open tenant transaction, with the scan locked. A file of which
 * several uploads say different things is merged from what each of them says, which takes a line's larger hits: neither
 * order nor repetition matters.
 */
@Injectable()
export class UploadUniter {
  constructor(
    private readonly manifests: ManifestRepository,
    private readonly pool: WorkerPool,
    private readonly tenant: TenantDatabase,
  ) {}

  async unite(scan: ScanKey): Promise<void> {
    const { orgId, repoId } = scan;
    await this.manifests.keepSegments(orgId, repoId);
    const uploads = await this.manifests.findManifests(scan);
    const addresses = uploads.map(({ keyframe }) => keyframe);
    const keyframes = await this.manifests.findKeyframes(orgId, repoId, addresses);
    const { agreed, disputed } = await this.compare(orgId, { keyframes, uploads });
    const manifests: Uint8Array[] = [agreed];
    for (const portion of disputed) manifests.push(await this.merge(scan, portion));
    const united = await this.store(orgId, { manifests, keyframe: largestOf(keyframes) });
    await this.manifests.saveManifest(scan, ALL_UPLOADS, united);
  }

  private compare(orgId: OrgId, input: UploadManifests): Promise<ComparedUploads> {
    return this.run(orgId, 'compareUploads', input, [
      ...input.keyframes.map(({ content }) => content),
      ...input.uploads.map(({ difference }) => difference),
    ]);
  }

  /** Merges a portion, stores its segments, and answers its manifest. */
  private async merge({ orgId, repoId }: ScanKey, files: readonly DisputedFile[]): Promise<Uint8Array> {
    const contents = await this.manifests.findSegments(
      orgId,
      repoId,
      files.flatMap(({ addresses }) => addresses),
    );
    const parts: FileParts[] = files.map(({ path, format, addresses }) => ({
      path,
      format,
      parts: addresses.map((address) => contents.get(address)!),
    }));
    const merged = await this.run<MergedFiles>(orgId, 'mergeFiles', parts, [...contents.values()]);
    await this.manifests.saveSegments(orgId, repoId, merged.segments);
    return merged.manifest;
  }

  private store(orgId: OrgId, input: UnitedManifests): Promise<StoredFiles> {
    return this.run(orgId, 'storeUnited', input, [
      ...input.manifests,
      ...(input.keyframe ? [input.keyframe.content] : []),
    ]);
  }

  /** @param bytes that the task reads, by which it is short or long */
  private run<Output>(
    orgId: OrgId,
    task: keyof typeof UNITE_TASKS,
    input: unknown,
    bytes: readonly Uint8Array[],
  ): Promise<Output> {
    const size = bytes.reduce((sum, { length }) => sum + length, 0);
    if (size <= MAX_INLINE_BYTES) return Promise.resolve(UNITE_TASKS[task](input as never).output as Output);
    return keepAlive(this.tenant.manager(orgId), this.pool.runInTurn<Output>(task, input));
  }
}

/** The keyframe that most likely has all files of the repository. */
const largestOf = (keyframes: readonly PackedKeyframe[]): PackedKeyframe | null =>
  keyframes.reduce<PackedKeyframe | null>(
    (largest, one) => (largest !== null && largest.content.length >= one.content.length ? largest : one),
    null,
  );
