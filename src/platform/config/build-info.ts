import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the API, as its document has it. */
export const API_VERSION = '1';

/** Version of the running service, and the commit and time of its build. */
export interface BuildInfo {
  readonly version: string;
  /** Null where the build had no repository. */
  readonly commit: string | null;
  /** Null for a build without `npm run build`. */
  readonly builtAt: Date | null;
}

/** Reads what runs from the package and the note that scripts/build.mjs leaves in its build. */
export function readBuildInfo(from: string = import.meta.dirname): BuildInfo {
  const root = packageRoot(from);
  const { version } = readJson(join(root, 'package.json')) as { version: string };
  const note = join(root, 'dist', 'build-info.json');
  if (!existsSync(note)) return { version, commit: null, builtAt: null };
  const { commit, built_at: builtAt } = readJson(note) as { commit: string | null; built_at: string };
  return { version, commit, builtAt: new Date(builtAt) };
}

function packageRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error(`no package.json above ${from}`);
    folder = dirname(folder);
  }
  return folder;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
