import type { TaskResult } from '../../../platform/workers/serve-tasks.js';
import { buffersOf, type ReadFindingsInput, readShare, type ReadShareInput, readWhole } from './read-findings.js';

/** Reading of findings reports as tasks of the worker pool. */
export const FINDINGS_TASKS = {
  async readFindings(input: ReadFindingsInput): Promise<TaskResult> {
    const output = await readWhole(input);
    return { output, transfer: output.ok ? buffersOf(output.value) : [] };
  },
  readShare(input: ReadShareInput): TaskResult {
    const output = readShare(input);
    return { output, transfer: output.ok && output.value !== null ? buffersOf(output.value) : [] };
  },
};
