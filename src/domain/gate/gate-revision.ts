import { type GateSwitches } from './decide-status.js';
import { type GatePolicy } from './policy.js';

/** One revision of a gate's configuration, or a draft of one. */
export interface GateRevision extends GateSwitches {
  /** 1, 2, ...; 0 before the first save. */
  readonly revision: number;
  readonly policy: GatePolicy;
}
