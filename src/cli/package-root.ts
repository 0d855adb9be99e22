import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of this package, found from a module's own folder: sources and their compiled form lie at different depths.
 */
export function findPackageRoot(from: string): string {
  let folder = from;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return folder;
}

/** The version of this package. */
export function packageVersion(): string {
  const file = path.join(findPackageRoot(import.meta.dirname), 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
