import { writeFile } from 'node:fs/promises';
import { UnknownFeaturesVersion } from '../../domain/findings/features/pack-features.js';
import { type Baseline, packBaseline, unpackBaseline } from '../../domain/findings/tracking/pack-baseline.js';
import { CliError } from '../exit-code.js';
import { readRegularFile, WITHOUT_LINKS } from '../regular-file.js';

/** Known problems of the default branch in a file: by tool, as hashes without source text. */
export interface LocalBaseline {
  readonly hasCoverage: boolean;
  readonly tools: ReadonlyMap<string, Baseline>;
}

/** A link in the last place is followed where the caller names the file. */
export type Links = 'followed' | 'refused';

/** Version of the file; the features in it carry their own. */
const VERSION = 1;
const MOST_BYTES = 256 * 1024 ** 2;

interface StoredBaseline {
  readonly version: number;
  readonly has_coverage: boolean;
  /** `packBaseline` in base64, by tool. */
  readonly tools: Readonly<Record<string, string>>;
}

/**
 * Reads a baseline file; null without one.
 *
 * @throws {CliError} of kind `unusable_input` for a file that cannot be read, or that another version wrote: taking it for
 *   an empty one would make every problem new
 */
export async function readBaselineFile(file: string, links: Links = 'refused'): Promise<LocalBaseline | null> {
  let text: string;
  try {
    text = (await readRegularFile(file, MOST_BYTES, links)).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CliError('unusable_input', `${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const stored = JSON.parse(text) as StoredBaseline;
    if (stored.version !== VERSION) throw new UnknownFeaturesVersion(stored.version);
    const tools = Object.entries(stored.tools).map(([tool, packed]): [string, Baseline] => [
      tool,
      unpackBaseline(Buffer.from(packed, 'base64')),
    ]);
    return { hasCoverage: stored.has_coverage, tools: new Map(tools) };
  } catch (error) {
    const isOld = error instanceof UnknownFeaturesVersion;
    throw new CliError(
      'unusable_input',
      `${file} ${isOld ? 'was written by another version of qgate' : 'is not a baseline file'}.`,
      'Write it again on the default branch: qgate local --write-baseline',
    );
  }
}

/** Writes a baseline file. Equal baselines give equal bytes, whatever the order of the findings. */
export async function writeBaselineFile(
  file: string,
  { hasCoverage, tools }: LocalBaseline,
  links: Links,
): Promise<void> {
  const sorted = [...tools].sort(([a], [b]) => (a < b ? -1 : 1));
  const stored: StoredBaseline = {
    version: VERSION,
    has_coverage: hasCoverage,
    tools: Object.fromEntries(
      sorted.map(([tool, baseline]) => [tool, Buffer.from(packBaseline(baseline)).toString('base64')]),
    ),
  };
  try {
    await writeFile(file, `${JSON.stringify(stored, null, 2)}\n`, { flag: links === 'followed' ? 'w' : WITHOUT_LINKS });
  } catch (error) {
    throw new CliError('usage', `The baseline cannot be written: ${(error as Error).message}`);
  }
}
