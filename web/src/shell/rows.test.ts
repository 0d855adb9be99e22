import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { restoreRows, useDenseRows } from './rows';

const { dataset } = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  delete dataset.rows;
});

it('rows are comfortable until dense ones are chosen, which the browser keeps', () => {
  restoreRows();
  const { result } = renderHook(useDenseRows);
  expect([result.current[0], dataset.rows]).toEqual([false, undefined]);
  act(() => result.current[1](true));
  expect([result.current[0], dataset.rows]).toEqual([true, 'dense']);
  delete dataset.rows;
  restoreRows();
  expect(dataset.rows).toBe('dense');
  act(() => result.current[1](false));
  expect(dataset.rows).toBeUndefined();
});
