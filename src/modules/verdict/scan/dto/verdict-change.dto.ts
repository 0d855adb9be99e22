import type { GateStatus } from '../../../../domain/gate/decide-status.js';

/** A verdict that judging again turns. */
export class VerdictChangeDto {
  /** @example 12345 */
  scan_id!: number;
  /** Name of its repository. @example acme/backend */
  repo!: string;
  /** @example feature/auth-rework */
  branch!: string;
  /** @example 142 */
  pr_number!: number | null;
  /** Status of its stored verdict. @example failed */
  from!: GateStatus;
  /** Status that recomputing would produce now. @example passed */
  to!: GateStatus;
}
