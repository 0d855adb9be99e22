import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isRunning } from './is-running.js';

/** The folder of a run's shared processes, which its global setup makes, and the process of the run. */
const FOLDER_VARIABLE = 'TEST_RUN_FOLDER';
const RUN_VARIABLE = 'TEST_RUN_PID';
const READY_WITHIN_MS = 300_000;
const ENDS_WITHIN_MS = 30_000;
const POLL_MS = 50;

export function prepareSharedProcesses(): void {
  process.env[FOLDER_VARIABLE] = mkdtempSync(path.join(tmpdir(), 'quality-gate-run-'));
  process.env[RUN_VARIABLE] = String(process.pid);
}

/**
 * Reads what a process that serves all test files of a run wrote about itself. The first file to need it starts it; it ends
 * with the run.
 *
 * @param script its file, which calls `serveRun`
 */
export async function shareProcess(script: string): Promise<unknown> {
  const place = path.join(folderOfRun(), path.basename(script));
  if (isFirst(place)) {
    const log = openSync(path.join(place, 'log'), 'w');
    spawn(process.execPath, [script, place], { detached: true, stdio: ['ignore', log, log] }).unref();
  }
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end;) {
    const answer = readIfThere(path.join(place, 'ready'));
    if (answer !== null) return JSON.parse(answer) as unknown;
    if (readIfThere(path.join(place, 'failed')) !== null) break;
    await sleep(POLL_MS);
  }
  throw new Error(`${script} is not ready.\n${readIfThere(path.join(place, 'log'))}`);
}

/** Serves the test files of a run until it ends, as a process that `shareProcess` started. */
export async function serveRun(
  start: () => Promise<{ readonly answer: object; stop(): Promise<void> }>,
): Promise<void> {
  const place = process.argv[2]!;
  const run = Number(process.env[RUN_VARIABLE]);
  writeFileSync(path.join(place, 'pid'), String(process.pid));
  try {
    const { answer, stop } = await start();
    const end = () => {
      void stop().finally(() => process.exit(0));
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
    // Of a run that was killed.
    setInterval(() => {
      if (!isRunning(run)) end();
    }, POLL_MS * 10);
    writeFileSync(path.join(place, 'draft'), JSON.stringify(answer));
    renameSync(path.join(place, 'draft'), path.join(place, 'ready'));
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    writeFileSync(path.join(place, 'failed'), '');
    process.exit(1);
  }
}

/** Ends the processes of the run by their ids. */
export async function endSharedProcesses(): Promise<void> {
  const folder = folderOfRun();
  const pids = readdirSync(folder).flatMap((name) => Number(readIfThere(path.join(folder, name, 'pid')) ?? []));
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGTERM');
  for (const end = Date.now() + ENDS_WITHIN_MS; pids.some(isRunning) && Date.now() < end;) await sleep(POLL_MS);
  rmSync(folder, { recursive: true, force: true });
}

function folderOfRun(): string {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) throw new Error('No run has shared processes: integration tests need global-setup.');
  return folder;
}

function isFirst(place: string): boolean {
  try {
    mkdirSync(place);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
