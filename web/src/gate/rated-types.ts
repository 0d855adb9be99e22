/** Types that each rating reads. */
export { RATED_TYPES } from '../../../src/domain/ratings/ratings.js';
