import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { keepFocus } from '../src/shell/keep-focus';

// The first page of a file loads its part of the product.
configure({ asyncUtilTimeout: 10_000 });

// As the product's start does.
keepFocus();

afterEach(() => {
  cleanup();
  document.getElementById('outcome')?.remove();
});
