import { parsePolicyFile } from '../../../domain/gate/policy-file.js';
import type { TaskResult } from '../../../platform/workers/serve-tasks.js';

/** Reading of policy files as a task of the worker pool. */
export const POLICY_FILE_TASKS = {
  readPolicyFile: (text: string): TaskResult => ({ output: parsePolicyFile(text), transfer: [] }),
};
