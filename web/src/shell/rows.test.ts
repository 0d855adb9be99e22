import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { restoreRows, useRows } from './rows';

const { dataset } = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  delete dataset.rows;
});

it('rows are comfortable until dense ones are chosen, which the browser keeps', () => {
  restoreRows();
  const { result } = renderHook(useRows);
  expect([result.current[0], dataset.rows]).toEqual(['comfortable', undefined]);
  act(() => result.current[1]('dense'));
  expect([result.current[0], dataset.rows]).toEqual(['dense', 'dense']);
  delete dataset.rows;
  restoreRows();
  expect(dataset.rows).toBe('dense');
  act(() => result.current[1]('comfortable'));
  expect(dataset.rows).toBeUndefined();
});
