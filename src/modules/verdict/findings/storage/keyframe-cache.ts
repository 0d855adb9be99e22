import type { FileFacts } from '../../../../domain/findings/segments/file-facts.js';
import type { OrgId, RepoId } from '../../../../domain/ids.js';
import type { Keyframe } from '../../../../domain/segments/keyframes.js';
import type { Address } from '../../../../domain/segments/manifest.js';

/** Bytes of packed keyframes whose unpacked form is cached: that takes about ten times as much. */
const CAPACITY_BYTES = 8 * 1024 * 1024;

type Keyframes = Map<Address, Keyframe<FileFacts>>;

/** Unpacked keyframes, the newest ones of the last used repositories: a keyframe never changes. */
export class KeyframeCache {
  private readonly repos = new Map<string, Keyframes>();
  private bytes = 0;

  constructor(private readonly capacityBytes = CAPACITY_BYTES) {}

  /** Those of a repository, which is the last used one from now on. */
  ofRepo(orgId: OrgId, repoId: RepoId): ReadonlyMap<Address, Keyframe<FileFacts>> {
    return this.use(orgId, repoId);
  }

  add(orgId: OrgId, repoId: RepoId, keyframe: Keyframe<FileFacts>): void {
    const keyframes = this.use(orgId, repoId);
    if (keyframes.has(keyframe.address) || keyframe.size > this.capacityBytes) return;
    keyframes.set(keyframe.address, keyframe);
    this.bytes += keyframe.size;
    this.shrink();
  }

  private use(orgId: OrgId, repoId: RepoId): Keyframes {
    const key = `${orgId}/${repoId}`;
    const keyframes = this.repos.get(key) ?? new Map<Address, Keyframe<FileFacts>>();
    this.repos.delete(key);
    this.repos.set(key, keyframes);
    return keyframes;
  }

  /** Drops the oldest keyframes of the repositories that were not used for longest. */
  private shrink(): void {
    for (const [key, keyframes] of this.repos) {
      for (const [address, { size }] of keyframes) {
        if (this.bytes <= this.capacityBytes) return;
        keyframes.delete(address);
        this.bytes -= size;
      }
      this.repos.delete(key);
    }
  }
}
