export type PartName = 'service' | 'dashboard' | 'qgate';

export const PARTS: Readonly<Record<PartName, { readonly output: string; readonly sources: readonly string[] }>>;
export function hashSources(root: string): string;
export function buildParts(options: {
  readonly root: string;
  readonly into?: string;
  readonly others?: readonly string[];
  readonly parts?: readonly PartName[];
  readonly report?: (line: string) => void;
}): void;
