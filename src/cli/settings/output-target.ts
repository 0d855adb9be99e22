import { InvalidValue } from './setting.js';

export const OUTPUT_FORMATS = ['table', 'json', 'junit', 'sarif', 'markdown', 'github', 'gitlab', 'rdjson'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** One form of the result and where it goes; a null path is standard output. */
export interface OutputTarget {
  readonly format: OutputFormat;
  readonly path: string | null;
  /** Root of the checkout whose qgate.yml names the path, which must not leave it; absent where the caller names it. */
  readonly within?: string;
}

const isFormat = (name: string): name is OutputFormat => (OUTPUT_FORMATS as readonly string[]).includes(name);

/**
 * Reads `format` and `format=path` entries. Standard output holds one form at most, so that a program can read it.
 *
 * @throws {InvalidValue} for unknown formats, an empty path and two forms on standard output
 */
export function readOutputs(entries: readonly string[]): readonly OutputTarget[] {
  const targets = entries.map((entry): OutputTarget => {
    const [format = '', ...rest] = entry.split('=');
    const path = rest.length === 0 ? null : rest.join('=');
    if (!isFormat(format)) throw new InvalidValue(`must name one of the formats ${OUTPUT_FORMATS.join(', ')}`);
    if (path === '') throw new InvalidValue(`${format}= must be followed by a path`);
    return { format, path };
  });
  if (targets.filter(({ path }) => path === null).length > 1) {
    throw new InvalidValue('may send one format to standard output; give the others a path, e.g. json=qgate.json');
  }
  return targets;
}
