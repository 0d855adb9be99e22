import { DEFAULT_POLICY } from '../../domain/gate/policy.js';
import { applyPolicyFile } from '../../domain/gate/policy-file.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';

/** Reads a policy file for the sake of its reading alone: the verdict reads it again, over the policy of that instant. */
function tryPolicyFile(text: string): TaskResult {
  applyPolicyFile(DEFAULT_POLICY, text);
  return { output: null, transfer: [] };
}

export const POLICY_FILE_TASKS = { tryPolicyFile };
