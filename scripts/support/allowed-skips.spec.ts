import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllowedSkips } from './allowed-skips.mjs';

describe('tests that may be skipped in CI', () => {
  it('are named in full, or with *', () => {
    const isAllowed = parseAllowedSkips('# a comment\n\nbackup (18.0) works # too old here\na disk, * # no mount\n');
    expect(isAllowed('backup (18.0) works')).toBe(true);
    expect(isAllowed('a disk, full')).toBe(true);
    expect(isAllowed('backup 18x0 works')).toBe(false);
    expect(isAllowed('not a disk, full')).toBe(false);
    expect(isAllowed('# a comment')).toBe(false);
  });

  it('have a reason', () => {
    expect(() => parseAllowedSkips('backup works\n')).toThrow('gives no reason');
    expect(() => parseAllowedSkips('backup works # \n')).toThrow('gives no reason');
  });

  it('are listed in a file that can be read', () => {
    const list = readFileSync(path.join(__dirname, '../../test/allowed-skips'), 'utf8');
    expect(parseAllowedSkips(list)('any other test')).toBe(false);
  });
});
