import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import { type ReadFindingsInput, readShare, type ReadShareInput, readWhole } from './read-findings.js';

/** Reading of findings reports as tasks of the worker pool. */
export const FINDINGS_TASKS = {
  async readFindings(input: ReadFindingsInput): Promise<TaskResult> {
    return { output: await readWhole(input), transfer: [] };
  },
  readShare(input: ReadShareInput): TaskResult {
    return { output: readShare(input), transfer: [] };
  },
};
