type Buildah = (...args: string[]) => string;
export const IMAGE_STORE: string;
export function ownLimits(): string[];
export function ensureBase(buildah: Buildah, root: string): void;
