import type { ProseKind } from './rules.mjs';

export interface Prose {
  readonly text: string;
  readonly kind: ProseKind;
  readonly offset: number;
}

/** Prose of a file: of code, Markdown or an OpenAPI document, by the file's name. */
export function readProse(name: string, source: string): Prose[];
