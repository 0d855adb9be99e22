import { getPriority, platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TaskAnswer, TaskMessage } from './worker-pool.js';

/** What a task answers, and the buffers of it that are handed over instead of copied. */
export interface TaskResult {
  readonly output: unknown;
  readonly transfer: readonly ArrayBuffer[];
}

export type Tasks = Readonly<Record<string, (input: never) => TaskResult>>;

/** In a thread of the pool: runs the tasks that it is sent, one after the other. */
export function serveTasks(tasks: Tasks): void {
  const port = parentPort;
  if (!port) throw new Error('This script runs in a thread of the worker pool.');
  standBack();
  port.on('message', ({ task, input }: TaskMessage) => {
    try {
      const { output, transfer } = tasks[task]!(input as never);
      port.postMessage({ ok: true, output } satisfies TaskAnswer, [...transfer]);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ ok: false, message, stack } satisfies TaskAnswer);
    }
  });
}

/** Less than the thread that answers requests: a status must not wait for a report. */
const NICENESS = 10;

/** Linux gives priorities to single threads; elsewhere this would hold the whole process back. */
function standBack(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(Math.max(NICENESS, getPriority()));
  } catch {
    // Where the system does not allow it, all threads stay equal.
  }
}
