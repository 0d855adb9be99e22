/** Severities and types that rules on new findings count, and the types that each rating reads. */
export { RATED_TYPES } from '../../../src/domain/ratings/ratings.js';
export { GATED_SEVERITIES, GATED_TYPES } from '../../../src/domain/ratings/scan-counters.js';
