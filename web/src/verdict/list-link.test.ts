import { expect, it } from 'vitest';
import { RATED_TYPES } from '../gate/rated-types';
import { reliabilityFindings } from './list-link';

it('lists the types that the reliability rating reads', () => {
  expect(reliabilityFindings('all').search).toMatchObject({ type: RATED_TYPES.reliability.join(',') });
});
