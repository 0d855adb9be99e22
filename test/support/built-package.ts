import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildParts, hashSources } from '../../scripts/support/builds.mjs';
import { isRunning } from './is-running.js';

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
/** A build that no run has used for this long is deleted. */
const KEPT_MS = 60 * 60_000;
const POLL_MS = 100;
/** Time limit of the hook that builds, on a machine under load. */
export const BUILD_TIMEOUT_MS = 300_000;

let built: Promise<BuiltPackage> | undefined;

/**
 * Builds the package as `npm start` does, once per state of the sources, or copies what `npm run build` made of them: what
 * the real compiler emits differs from what Jest's emits (metadata of decorators, the plugin of the API document), and users
 * run the former. It is not `dist`, which a developer's running service is served from, and which is missing after `npm ci`.
 */
export function buildPackage(): Promise<BuiltPackage> {
  return (built ??= build());
}

async function build(): Promise<BuiltPackage> {
  await mkdir(CACHE, { recursive: true });
  const folder = path.join(CACHE, hashSources(ROOT));
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
    const others = (await readdir(CACHE)).filter((name) => !name.includes('.')).map((name) => path.join(CACHE, name));
    buildParts({ root: ROOT, into: draft, others: [ROOT, ...others] });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
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
  return pid === 0 || isRunning(pid);
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
