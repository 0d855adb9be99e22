import { Injectable } from '@nestjs/common';
import { parsePolicyFile, type PolicyFileContent, unreadableFile } from '../../../domain/gate/policy-file.js';
import { YAML_LIMITS } from '../../../domain/scanning/yaml-limits.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import { WorkerPool } from '../../../platform/workers/worker-pool.js';
import type { Scan } from '../scan/scan.reader.js';
import type { POLICY_FILE_TASKS } from './policy-file.tasks.js';

/** Up to here reading takes less time than handing over would. A larger file than may be is not read at all. */
const MAX_INLINE_CHARACTERS = 1024;

const TASK: keyof typeof POLICY_FILE_TASKS = 'readPolicyFile';

/** Reads policy files, in a thread where reading would block the event loop or may end the process that reads. */
@Injectable()
export class PolicyFileReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly pool: WorkerPool,
  ) {}

  /**
   * Reads a file before it is stored.
   *
   * @throws ValidationFailed for a text that its reader does not survive, which so is never stored
   */
  async tryFile(text: string): Promise<void> {
    try {
      if (!isReadInPlace(text)) await this.pool.run(TASK, text);
    } catch (error) {
      if (isLostWith(error)) throw new ValidationFailed([{ field: 'policy_file', message: 'cannot be read' }]);
      throw error;
    }
  }

  /** The file of a scan, inside the open tenant transaction; null where it has none. */
  async readFile({ orgId, policyFile: text }: Pick<Scan, 'orgId' | 'policyFile'>): Promise<PolicyFileContent | null> {
    if (text === null) return null;
    if (isReadInPlace(text)) return parsePolicyFile(text);
    try {
      return await keepAlive(this.tenant.manager(orgId), this.pool.runInTurn<PolicyFileContent>(TASK, text));
    } catch (error) {
      if (isLostWith(error)) return unreadableFile('cannot be read');
      throw error;
    }
  }
}

const isReadInPlace = ({ length }: string): boolean => length <= MAX_INLINE_CHARACTERS || length > YAML_LIMITS.bytes;

/** True where the thread ended that read the text. */
const isLostWith = (error: unknown): boolean => error instanceof AppError && error.code === 'unreadable_report';
