import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// The first page of a file loads its part of the product.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);
