import { describe, expect, it } from 'vitest';
import { checkoutOf, fileAt, linesOf } from './checkout';

const aFile = (path: string) => Object.assign(new File(['x'], path), { webkitRelativePath: path });

describe('a checkout in the browser', () => {
  it('has files by their path below the chosen folder', () => {
    const checkout = checkoutOf([aFile('web/src/a.ts'), aFile('web/src/b.ts')]);
    expect(fileAt(checkout, 'src/b.ts')?.name).toBe('web/src/b.ts');
    expect(fileAt(checkout, 'src/c.ts')).toBeNull();
  });

  it('finds a file where another folder of the same tree was chosen', () => {
    expect(fileAt(checkoutOf([aFile('work/web/src/a.ts')]), 'src/a.ts')?.name).toBe('work/web/src/a.ts');
    expect(fileAt(checkoutOf([aFile('src/api/a.ts')]), 'src/api/a.ts')?.name).toBe('src/api/a.ts');
  });

  it('has a line for each that an editor numbers', () => {
    expect(linesOf('a\r\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('a\n\nb')).toEqual(['a', '', 'b']);
    expect(linesOf('')).toEqual([]);
  });
});
