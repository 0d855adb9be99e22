import { isJsonObject } from '../../domain/findings/readers/json-value.js';
import { readTrackedFile } from '../source/read-tracked-file.js';

/** The parts of a checkout from which its configuration files are read. */
export interface ConfiguredCheckout {
  readonly root: string;
  /** The files that git tracks, relative to the root. */
  readonly tracked: readonly string[];
}

/** A package as a manifest or a lock file names it. */
interface PackageEntry {
  readonly path: string;
  /** The name, or the line that holds it. */
  readonly name: string;
  /** Its version or range. */
  readonly text: string;
}

/** Limit of a manifest or lock file. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Words in the names of packages that decide what a tool reports, where the name of its family does not suffice. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  flake8: ['flake8', 'pep8-naming', 'pycodestyle', 'pyflakes', 'mccabe', 'wemake-python-styleguide'],
  pylint: ['pylint', 'astroid'],
  'php-codesniffer': ['php-codesniffer', 'phpcs', 'coding-standard'],
  standard: ['standard', 'rubocop'],
};

/** Sections of manifests and lock files in JSON: of npm, Composer and Pipenv. */
const SECTIONS = [
  ...['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'packages'],
  ...['require', 'require-dev', 'packages-dev', 'default', 'develop'],
];
const JSON_FILES = /(^|\/)(package\.json|package-lock\.json|npm-shrinkwrap\.json|composer\.(json|lock)|Pipfile\.lock)$/;
/** Files in which a line names a package and its version. */
const LINE_FILES =
  /(^|\/)((requirements|constraints)[\w.-]*\.(txt|in)|requirements\/[\w.-]+\.(txt|in)|pyproject\.toml|setup\.cfg|tox\.ini|Pipfile|Gemfile(\.lock)?|[\w.-]+\.gemspec|go\.mod|pnpm-lock\.yaml|bun\.lock)$/;
/** Lock files in which the version is on a line below the name. */
const BLOCK_FILES = /(^|\/)(yarn|poetry|uv|pdm)\.lock$/;

/** Entries by checkout: lock files are large, and every tool asks for them. */
const known = new WeakMap<ConfiguredCheckout, Promise<readonly PackageEntry[]>>();

/** The entries of a tool's own package, its plugins and its shared configurations, in the order of the files. */
export async function findToolPackages(
  family: string,
  checkout: ConfiguredCheckout,
): Promise<readonly (readonly [path: string, entry: string])[]> {
  const entries = known.get(checkout) ?? readEntries(checkout);
  known.set(checkout, entries);
  const isOfTool = nameFilter(family);
  return (await entries).flatMap(({ path, name, text }) => (isOfTool(name) ? [[path, `${name} ${text}`]] : []));
}

/** True for names with the words of the family, as `@scope/eslint-plugin-x` has `eslint`; TypeScript has no plugins. */
function nameFilter(family: string): (name: string) => boolean {
  if (family === 'typescript') return (name) => name === family;
  const words = (WORDS[family] ?? [family]).map((word) => `-${word}-`);
  return (name) => {
    const spelt = `-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-`;
    return words.some((word) => spelt.includes(word));
  };
}

async function readEntries({ root, tracked }: ConfiguredCheckout): Promise<readonly PackageEntry[]> {
  const paths = new Set(tracked);
  const entries: PackageEntry[] = [];
  for (const path of tracked) {
    const read = readerOf(path);
    if (read === null) continue;
    const file = await readTrackedFile(root, paths, path, MAX_BYTES);
    if (typeof file === 'string') continue;
    for (const [name, text] of read(file.text)) entries.push({ path, name, text });
  }
  return entries;
}

type Entries = Iterable<readonly [name: string, text: string]>;

function readerOf(path: string): ((text: string) => Entries) | null {
  if (JSON_FILES.test(path)) return readJson;
  if (LINE_FILES.test(path)) return readLines;
  return BLOCK_FILES.test(path) ? readBlocks : null;
}

function readJson(text: string): Entries {
  try {
    const document: unknown = JSON.parse(text);
    if (!isJsonObject(document)) return [];
    return SECTIONS.flatMap((section) => {
      const packages = document[section];
      if (Array.isArray(packages))
        return packages.filter(isJsonObject).map((each) => [nameOf(each.name), textOf(each)]);
      return isJsonObject(packages) ? Object.entries(packages).map(([key, each]) => [nameOf(key), textOf(each)]) : [];
    });
  } catch {
    return [];
  }
}

/** The name of a package by its key, which in lock files of npm is a path. */
const nameOf = (key: unknown): string => String(key).replace(/^.*node_modules\//, '');

const textOf = (value: unknown): string => String(isJsonObject(value) ? value.version : value);

const readLines = (text: string): Entries => text.split('\n').map((line) => [line.trim(), '']);

const ENTRY = /^(?:name = "([^"]+)"|"?((?:@[^/"]+\/)?[^@"\s#]+)@)/;
const VERSION = /^\s*version:?\s*=?\s*"?([^"\s]+)/;

function readBlocks(text: string): Entries {
  const entries: [name: string, text: string][] = [];
  let name: string | null = null;
  for (const line of text.split('\n')) {
    const entry = ENTRY.exec(line);
    if (entry !== null) name = (entry[1] ?? entry[2])!;
    const version = name === null ? undefined : VERSION.exec(line)?.[1];
    if (version === undefined) continue;
    entries.push([name!, version]);
    name = null;
  }
  return entries;
}
