import { getPriority, platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { ownProcessorAccount } from './processor-account.js';
import type { TaskMessage, ThreadMessage } from './worker-pool.js';

/** Result of a task, and its buffers that are transferred instead of copied. */
export interface TaskResult {
  readonly output: unknown;
  readonly transfer: readonly ArrayBuffer[];
}

/** Work of a thread. */
export type Task = (input: never) => TaskResult | Promise<TaskResult>;

export type Tasks = Readonly<Record<string, Task>>;

/** In a thread of the pool: runs the tasks that it is sent, one after the other. */
export function serveTasks(tasks: Tasks): void {
  const port = parentPort;
  if (!port) throw new Error('This script runs in a thread of the worker pool.');
  standBack();
  const say = (said: ThreadMessage, transfer: TaskResult['transfer'] = []) => port.postMessage(said, [...transfer]);
  say({ kind: 'ready', account: ownProcessorAccount() });
  const run = async ({ task, input }: TaskMessage): Promise<void> => {
    try {
      const { output, transfer } = await tasks[task]!(input as never);
      say({ kind: 'done', output }, transfer);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      say({ kind: 'failed', message, stack });
    }
  };
  port.on('message', (message: TaskMessage) => void run(message));
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
