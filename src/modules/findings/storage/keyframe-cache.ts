import type { FileFacts } from '../../../domain/findings/segments/file-facts.js';
import type { Keyframe } from '../../../domain/segments/keyframes.js';

/** Bytes of packed keyframes whose unpacked form is cached: that takes about ten times as much. */
const CAPACITY_BYTES = 8 * 1024 * 1024;

/** Unpacked keyframes, the last used ones: a keyframe never changes. */
export class KeyframeCache {
  private readonly keyframes = new Map<string, Keyframe<FileFacts>>();
  private bytes = 0;

  constructor(private readonly capacityBytes = CAPACITY_BYTES) {}

  get(key: string): Keyframe<FileFacts> | undefined {
    const keyframe = this.keyframes.get(key);
    if (keyframe !== undefined) {
      this.keyframes.delete(key);
      this.keyframes.set(key, keyframe);
    }
    return keyframe;
  }

  set(key: string, keyframe: Keyframe<FileFacts>): void {
    if (this.keyframes.has(key) || keyframe.size > this.capacityBytes) return;
    this.keyframes.set(key, keyframe);
    this.bytes += keyframe.size;
    for (const [oldest, { size }] of this.keyframes) {
      if (this.bytes <= this.capacityBytes) break;
      this.keyframes.delete(oldest);
      this.bytes -= size;
    }
  }
}
