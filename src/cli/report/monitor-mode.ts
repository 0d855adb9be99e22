import { type GateStatusAnswer } from '../api/answers.js';

/** True where a gate failed and the forge is not stopped: the organization only watches (`block_merge` is off). */
export const isMonitored = (gate: GateStatusAnswer | null): boolean =>
  gate?.status === 'failed' && gate.conclusion === 'neutral';
