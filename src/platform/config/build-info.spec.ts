import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuildInfo } from './build-info.js';

describe('what runs', () => {
  const root = mkdtempSync(join(tmpdir(), 'build-info-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('is the version of the package, and what the build noted', () => {
    const deep = join(root, 'dist', 'src', 'platform');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"version":"1.2.3"}');
    expect(readBuildInfo(deep)).toEqual({ version: '1.2.3', commit: null, builtAt: null });
    writeFileSync(join(root, 'dist', 'build-info.json'), '{"commit":"abc","built_at":"2026-11-27T10:00:00.000Z"}');
    expect(readBuildInfo(deep)).toEqual({
      version: '1.2.3',
      commit: 'abc',
      builtAt: new Date('2026-11-27T10:00:00.000Z'),
    });
  });
});
