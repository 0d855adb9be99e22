import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The package as its users have it after `npm run build`: `package.json`, `openapi.json`, `bin`, `recipes`, `dist`,
 * `dist-web` and `dist-qgate`.
 */
export interface BuiltPackage {
  readonly root: string;
  /** `dist/src/main.js`, the service. */
  readonly service: string;
  /** `bin/qgate.js`, the command line. */
  readonly qgate: string;
}

const ROOT = path.join(__dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/quality-gate-test');
/** Inputs of a build. */
const SOURCES = [
  'src',
  'web',
  'migrations',
  'bin',
  'recipes',
  'scripts/pack-qgate.mjs',
  'openapi.json',
  'ormconfig.ts',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const MANIFESTS = ['package.json', 'package-lock.json'];

/** A build that no run has used for this long is deleted. */
const KEPT_MS = 60 * 60_000;
const POLL_MS = 100;
/** Without the `NODE_ENV` of tests, for which React is built with its checks for developers. */
const VITE_ENVIRONMENT = { ...process.env, NODE_ENV: 'production' };
/** Time limit of the hook that builds, on a machine under load. */
export const BUILD_TIMEOUT_MS = 300_000;

let built: Promise<BuiltPackage> | undefined;

/**
 * Builds the package with `nest build`, as `npm start` does, once per state of the sources: what the real compiler emits
 * differs from what Jest's emits (metadata of decorators, the plugin of the API document), and users run the former.
 * It is not `dist`, which a developer's running service is served from, and which is missing after `npm ci`.
 */
export function buildPackage(): Promise<BuiltPackage> {
  return (built ??= build());
}

async function build(): Promise<BuiltPackage> {
  await mkdir(CACHE, { recursive: true });
  const folder = path.join(CACHE, await hashSources());
  while (!(await exists(folder))) await buildUnlessAnotherDoes(folder);
  const now = new Date();
  await utimes(folder, now, now);
  await deleteUnused(path.basename(folder));
  return { root: folder, service: path.join(folder, 'dist/src/main.js'), qgate: path.join(folder, 'bin/qgate.js') };
}

/** Test files run in processes of their own: the first to come builds, the others wait for it. */
async function buildUnlessAnotherDoes(folder: string): Promise<void> {
  const lock = `${folder}.lock`;
  if (!(await makeLock(lock))) {
    if (!(await isHeld(lock))) await rm(lock, { force: true });
    await sleep(POLL_MS);
    return;
  }
  try {
    if (!(await exists(folder))) await buildInto(folder);
  } finally {
    await rm(lock, { force: true });
  }
}

/** A build that fails or is killed leaves a draft, never half a build under the final name. */
async function buildInto(folder: string): Promise<void> {
  const draft = `${folder}.${randomUUID()}`;
  try {
    await mkdir(draft);
    for (const name of ['package.json', 'openapi.json', 'bin', 'recipes'])
      await cp(path.join(ROOT, name), path.join(draft, name), { recursive: true });
    const configuration = path.join(draft, 'tsconfig.json');
    await writeFile(configuration, JSON.stringify(await configurationFor(path.join(draft, 'dist'))));
    await runNestBuild(configuration);
    await runWebBuild(path.join(draft, 'dist-web'));
    await packQgate(draft);
    if ((await hashSources()) !== path.basename(folder)) throw new Error('The sources changed while they were built.');
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** `tsconfig.build.json` with another place for the output; its relative paths start at the project's root. */
async function configurationFor(outDir: string): Promise<object> {
  const own = path.join(ROOT, 'tsconfig.build.json');
  const { include, exclude } = JSON.parse(await readFile(own, 'utf8')) as { include: string[]; exclude: string[] };
  const atRoot = (pattern: string) => path.join(ROOT, pattern);
  return {
    extends: own,
    compilerOptions: { outDir, sourceMap: false },
    include: include.map(atRoot),
    exclude: exclude.map(atRoot),
  };
}

function runNestBuild(configuration: string): Promise<void> {
  const nest = path.join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
  return run('nest build', [nest, 'build', '--path', path.relative(ROOT, configuration)]);
}

function runWebBuild(outDir: string): Promise<void> {
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  return run('vite build', [vite, 'build', '--config', 'web/vite.config.ts', '--outDir', outDir]);
}

function packQgate(draft: string): Promise<void> {
  const script = path.join(ROOT, 'scripts/pack-qgate.mjs');
  return run('pack-qgate', [script, '--from', draft, '--out', path.join(draft, 'dist-qgate'), '--as', 'qgate.tgz']);
}

function run(name: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: VITE_ENVIRONMENT,
    });
    let output = '';
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} failed:\n${output}`));
    });
  });
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of [...SOURCES, ...MANIFESTS]) {
    for (const file of await listFiles(path.join(ROOT, name))) {
      if (file.endsWith('.spec.ts')) continue;
      hash.update(`${path.relative(ROOT, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function listFiles(file: string): Promise<string[]> {
  if (!(await stat(file)).isDirectory()) return [file];
  const names = (await readdir(file)).sort();
  return (await Promise.all(names.map((name) => listFiles(path.join(file, name))))).flat();
}

async function deleteUnused(current: string): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const entry = path.join(CACHE, name);
    const found = await stat(entry).catch(() => null);
    const isOld = found !== null && Date.now() - found.mtimeMs > KEPT_MS;
    if (isOld && !name.startsWith(current)) await rm(entry, { recursive: true, force: true });
  }
}

function makeLock(lock: string): Promise<boolean> {
  return writeFile(lock, String(process.pid), { flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    },
  );
}

/**
 * True when the process that a lock names still runs; a lock that is just being written or deleted counts as locked.
 */
async function isHeld(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
