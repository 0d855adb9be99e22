/** Severities and types that rules on new findings count. */
export { GATED_SEVERITIES, GATED_TYPES } from '../../../src/domain/ratings/scan-counters.js';
