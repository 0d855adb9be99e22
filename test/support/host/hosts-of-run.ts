import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isRunning } from '../is-running.js';
import type { HostState } from './protocol.js';

/** The environment hands the folder of the run from Jest's global setup to test files. */
const FOLDER_VARIABLE = 'TEST_HOSTS';

/** Below the packages, which the bundle imports. */
const FOLDERS = path.join(__dirname, '../../../node_modules/.cache/quality-gate-hosts');

/** Bundles the host for the files of this run. Each worker starts its own when a file needs it. */
export async function prepareHosts(): Promise<void> {
  await deleteLeftovers();
  const folder = path.join(FOLDERS, String(process.pid));
  await bundleInto(folder);
  process.env[FOLDER_VARIABLE] = folder;
}

/** Ends the hosts of this run. */
export async function endHosts(): Promise<void> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) return;
  for (const name of (await readdir(folder)).filter((each) => /^worker-\d+\.json$/.test(each)))
    kill((await readState(path.join(folder, name)))?.pid);
  await rm(folder, { recursive: true, force: true });
}

/** Script of the threads that read reports, bundled: the usual one, or one that misbehaves. */
export const threadScript = (name: 'report-worker' | 'unruly-report-worker'): string =>
  path.join(folderOfRun(), `${name}.js`);

export function folderOfRun(): string {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) throw new Error('There are no hosts of services: integration tests need global-setup.');
  return folder;
}

/** Id of the process that a run's folder is of. */
export const runOf = (folder: string): number => Number(path.basename(folder));

export async function readState(file: string): Promise<HostState | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as HostState);
}

export function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** A run that was killed leaves its folder; its hosts end by themselves. */
async function deleteLeftovers(): Promise<void> {
  await mkdir(FOLDERS, { recursive: true });
  for (const folder of (await readdir(FOLDERS)).map((name) => path.join(FOLDERS, name)))
    if (!isRunning(runOf(folder))) await rm(folder, { recursive: true, force: true });
}

/** In a process of its own: Jest compiles to CommonJS, and the bundler is an ES module. */
function bundleInto(folder: string): Promise<void> {
  const bundler = spawn(process.execPath, [path.join(__dirname, 'bundle.mjs'), folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    bundler.once('error', reject);
    bundler.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error('The host of services could not be bundled.')),
    );
  });
}
