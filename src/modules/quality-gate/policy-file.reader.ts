import { Injectable } from '@nestjs/common';
import { YAML_LIMITS } from '../../domain/scanning/yaml-limits.js';
import { AppError, ValidationFailed } from '../../platform/errors/app-error.js';
import { WorkerPool } from '../../platform/workers/worker-pool.js';
import type { POLICY_FILE_TASKS } from './policy-file.tasks.js';

/** Up to here reading takes less time than handing over would. */
const MAX_INLINE_CHARACTERS = 1024;

const TASK: keyof typeof POLICY_FILE_TASKS = 'tryPolicyFile';

/** Reads policy files in a thread before they are stored, so that a text that breaks its reader is never stored. */
@Injectable()
export class PolicyFileTrial {
  constructor(private readonly pool: WorkerPool) {}

  /** @throws ValidationFailed for a text that its reader does not survive */
  async read(text: string | null): Promise<void> {
    // A larger one is not read at all.
    if (text === null || text.length <= MAX_INLINE_CHARACTERS || text.length > YAML_LIMITS.bytes) return;
    try {
      await this.pool.run(TASK, text);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unreadable_report')
        throw new ValidationFailed([{ field: 'policy_file', message: 'cannot be read' }]);
      throw error;
    }
  }
}
