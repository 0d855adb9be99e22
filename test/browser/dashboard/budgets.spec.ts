import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BUILD_TIMEOUT_MS, buildPackage } from '../../support/built-package.js';

/** A file of the build with what it imports, by Vite's manifest. */
interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

const KB = 1000;
/** Parts that a page loads where it needs them, with their own limits; what they share with the page counts again. */
const ON_DEMAND: Readonly<Record<string, number>> = {
  'src/features/show/pull-request/parts/changed-files.tsx': 24 * KB,
  'src/features/show/welcome/parts/recipe.tsx': 25 * KB,
  'src/features/verdict/findings/parts/finding-help.tsx': 25 * KB,
  'src/features/verdict/findings/parts/markdown.tsx': 60 * KB,
};

describe('the size of the dashboard (gzip)', () => {
  let folder: string;
  let chunks: Readonly<Record<string, Chunk>>;

  beforeAll(async () => {
    folder = path.join((await buildPackage()).root, 'dist-web');
    chunks = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8')) as typeof chunks;
  }, BUILD_TIMEOUT_MS);

  const sizeOf = (file: string) => statSync(path.join(folder, file.endsWith('.woff2') ? file : `${file}.gz`)).size;
  const sum = (files: Iterable<string>) => [...new Set(files)].reduce((total, file) => total + sizeOf(file), 0);

  /** Names of a chunk and of all that it needs at once. */
  function needsOf(name: string, found = new Set<string>()): Set<string> {
    if (!found.has(name)) {
      found.add(name);
      for (const next of chunks[name]!.imports ?? []) needsOf(next, found);
    }
    return found;
  }

  const entry = () => Object.keys(chunks).find((name) => chunks[name]!.isEntry)!;
  const filesOf = (names: Iterable<string>) => [...names].map((name) => chunks[name]!.file);

  it('is at most 124 kB of scripts, in one file, at the start', () => {
    const files = filesOf(needsOf(entry()));
    expect(files).toHaveLength(1);
    expect(sum(files)).toBeLessThanOrEqual(124 * KB);
  });

  it('is at most 24 kB of scripts for each page beyond that, with what several pages share', () => {
    const first = needsOf(entry());
    const routes = Object.keys(chunks).filter((name) => chunks[name]!.isDynamicEntry);
    expect(routes.length).toBeGreaterThan(1);
    const own = routes.map((route) => ({
      route,
      bytes: sum(filesOf([...needsOf(route)].filter((name) => !first.has(name)))),
    }));
    expect(own.filter(({ route, bytes }) => bytes > (ON_DEMAND[route] ?? 24 * KB))).toEqual([]);
  });

  it('is at most 12 kB of styles and 60 kB of fonts in all', () => {
    const all = Object.values(chunks);
    const styles = all.flatMap(({ file, css = [] }) => [file, ...css]).filter((name) => name.endsWith('.css'));
    expect(styles).not.toEqual([]);
    expect(sum(styles)).toBeLessThanOrEqual(12 * KB);
    expect(sum(all.flatMap(({ assets = [] }) => assets).filter((name) => name.endsWith('.woff2')))).toBeLessThanOrEqual(
      60 * KB,
    );
  });
});
