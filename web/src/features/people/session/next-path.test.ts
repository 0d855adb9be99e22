import { describe, expect, it } from 'vitest';
import { safeNext } from './next-path';

describe('the page to return to', () => {
  it.each(['/', '/repos/1?scope=new', '/scans/3/findings?q=%2F%2Fx'])('%s is one of ours', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each(['//evil.test', '/\\evil.test', 'https://evil.test', 'javascript:alert(1)', '', undefined, 3])(
    '%s leads to the overview',
    (next) => {
      expect(safeNext(next)).toBe('/');
    },
  );
});
