import { getPriority, platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TaskAnswer, TaskMessage } from './worker-pool.js';

/** Result of a task, and its buffers that are transferred instead of copied. */
export interface TaskResult {
  readonly output: unknown;
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * Some work of a thread.
 *
 * @param tell hands over a part of the output before the task is done, to be worked on meanwhile
 */
export type Task = (input: never, tell: (part: TaskResult) => void) => TaskResult;

export type Tasks = Readonly<Record<string, Task>>;

/** In a thread of the pool: runs the tasks that it is sent, one after the other. */
export function serveTasks(tasks: Tasks): void {
  const port = parentPort;
  if (!port) throw new Error('This script runs in a thread of the worker pool.');
  standBack();
  const answer = (said: TaskAnswer, transfer: TaskResult['transfer']) => port.postMessage(said, [...transfer]);
  port.on('message', ({ task, input }: TaskMessage) => {
    try {
      const { output, transfer } = tasks[task]!(input as never, (part) =>
        answer({ kind: 'part', output: part.output }, part.transfer),
      );
      answer({ kind: 'done', output }, transfer);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      answer({ kind: 'failed', message, stack }, []);
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
    // Threads keep equal priorities where the system does not allow others.
  }
}
