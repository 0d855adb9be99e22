import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { hasPreference, usePreference } from './use-preference';

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

const aPage = () => renderHook(usePreference, { initialProps: 'compact' }).result;

it('is off at first, and kept for the next page once it is on', () => {
  const first = aPage();
  expect(first.current[0]).toBe(false);
  act(() => first.current[1](true));
  expect(first.current[0]).toBe(true);
  const next = aPage();
  expect(next.current[0]).toBe(true);
  act(() => next.current[1](false));
  expect(aPage().current[0]).toBe(false);
});

it('holds for the open page where the browser keeps nothing', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const result = aPage();
  act(() => result.current[1](true));
  expect(result.current[0]).toBe(true);
  expect(hasPreference('compact')).toBe(true);
});
