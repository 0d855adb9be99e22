import type { Instance } from './instance.mjs';

export const PAGES: readonly string[];

export function pagesOf(
  instance: Instance,
): Readonly<Record<string, { readonly target: string; readonly ready: string }>>;
