import { randomBytes } from 'node:crypto';
import { chmod, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { makeFolder } from './durable-file.js';
import { EmbeddedPostgresError, errnoOf, withFolderErrors } from './embedded-postgres-error.js';
import { type RunAs, runProgram } from './run-program.js';
import { canRead } from './unprivileged-users.js';

/** PostgreSQL's programs, in a folder where the user that runs them can use them. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Such as `18.4`. */
  readonly version: string;
  /** Such as `18`: the content of a cluster's PG_VERSION. */
  readonly major: string;
}

/** The folder of the platform's package: `native` holds `bin`, `lib` and `share`. */
export interface BinariesPackage {
  readonly native: string;
  readonly version: string;
}

/** Node's platform and architecture, and the architecture's name in the packages of `embedded-postgres`. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64',
  'linux arm64': 'linux-arm64',
  'linux arm': 'linux-arm',
  'linux ia32': 'linux-ia32',
  'linux ppc64': 'linux-ppc64',
  'darwin x64': 'darwin-x64',
  'darwin arm64': 'darwin-arm64',
};

/**
 * Finds the installed package of this platform. Windows is left out: its servers stop differently
 * (docs/adr/operations.md#bundled-postgresql).
 */
export async function findBinariesPackage(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<BinariesPackage> {
  const name = PACKAGES[`${platform} ${arch}`];
  if (name === undefined) {
    const message = `No PostgreSQL is bundled for ${platform} on ${arch}.`;
    throw new EmbeddedPostgresError('unsupported_platform', message);
  }
  try {
    // The platform packages are dependencies of embedded-postgres, so they are looked up from its place.
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(launcher).resolve(`@embedded-postgres/${name}`)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    const message = `The package @embedded-postgres/${name} is not installed.`;
    throw new EmbeddedPostgresError('binaries_missing', message, { cause: error });
  }
}

/**
 * Makes the package's programs usable for `runAs`: where they are when possible, else as a copy in `copyBase`
 * (node_modules read-only and without its links, or below a folder that this user cannot enter).
 */
export async function prepareBinaries(
  source: BinariesPackage,
  runAs: RunAs | null,
  copyBase: string,
): Promise<PostgresBinaries> {
  const isLinked = await makeLinks(source.native);
  const isReadable = runAs === null || (await canRead(join(source.native, 'share/postgresql/postgres.bki'), runAs));
  if (isLinked && isReadable) {
    const found = await tryBinaries(source.native, runAs);
    if (found !== null) return found;
  }
  const copy = join(copyBase, `postgresql-${source.version}`);
  await withFolderErrors(
    copyBase,
    () => copyBinaries(source.native, copy),
    runAs === null ? 'not_writable' : 'unreachable',
  );
  const found = await tryBinaries(copy, runAs);
  if (found === null) throw new EmbeddedPostgresError('start_failed', `${copy}/bin/postgres cannot be executed.`);
  return found;
}

/**
 * Makes the links between library names, which the package's install script makes where install scripts may run.
 * Any number of processes may do it at once. False: some are missing and cannot be made here.
 */
async function makeLinks(native: string): Promise<boolean> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as unknown;
  const links = list as readonly { readonly source: string; readonly target: string }[];
  const made = await Promise.all(
    links.map(async ({ source, target }) => {
      // Both are written from the package's folder, and lie beside each other.
      const path = join(dirname(native), target);
      return symlink(relative(dirname(target), source), path).then(
        () => true,
        (error: unknown) => errnoOf(error) === 'EEXIST',
      );
    }),
  );
  return made.every(Boolean);
}

/** Runs `postgres --version` as the user that will run the server: null when that user may not execute it. */
async function tryBinaries(native: string, runAs: RunAs | null): Promise<PostgresBinaries | null> {
  const postgres = join(native, 'bin', 'postgres');
  try {
    const { code, output } = await runProgram(postgres, ['--version'], { runAs });
    const version = /(\d+)(?:\.\d+)*\S*\s*$/.exec(output.trim());
    if (code !== 0 || version === null) {
      throw new EmbeddedPostgresError('start_failed', `${postgres} does not run here:\n${output.trim()}`);
    }
    return { postgres, initdb: join(native, 'bin', 'initdb'), version: version[0], major: version[1] ?? '' };
  } catch (error) {
    switch (errnoOf(error)) {
      case 'EACCES':
        return null;
      case 'ENOENT':
        throw await explainMissingProgram(postgres, error);
      default:
        throw error;
    }
  }
}

/** A program that exists and is "not found" lacks its loader, which is glibc's. */
async function explainMissingProgram(postgres: string, cause: unknown): Promise<EmbeddedPostgresError> {
  const files = await readdir(dirname(postgres)).catch((): string[] => []);
  return files.includes(basename(postgres))
    ? new EmbeddedPostgresError('unsupported_libc', 'The bundled PostgreSQL is not compatible with this C library.', {
        cause,
      })
    : new EmbeddedPostgresError('binaries_missing', `${postgres} is missing.`, { cause });
}

/** Copies into a draft folder and renames that at the end: a copy under the final name is complete. */
async function copyBinaries(native: string, copy: string): Promise<void> {
  if ((await readdir(copy).catch((): string[] => [])).length > 0) return;
  const draft = `${copy}.${randomBytes(6).toString('hex')}`;
  const isNeeded = (path: string) => !path.endsWith('.a') && basename(path) !== 'pkgconfig';
  try {
    // Clusters lie beside the copy: others may pass through to what is theirs, but not list.
    await makeFolder(dirname(draft), 0o711);
    await makeFolder(draft, 0o755);
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    await openToEverybody(join(draft, 'native'));
    await makeLinks(join(draft, 'native'));
    await rename(join(draft, 'native'), copy);
  } catch (error) {
    const isMadeMeanwhile = ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error));
    if (!isMadeMeanwhile) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Makes programs and folders 755 and other files 644, whatever the umask under which the package was unpacked. */
async function openToEverybody(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToEverybody(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
