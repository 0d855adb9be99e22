import { rmSync } from 'node:fs';
import { makeScratch } from './scratch.js';

describe('a folder for passing files', () => {
  it('is made below the temporary folder', async () => {
    const folder = await makeScratch('qgate-test-');
    expect(folder).toContain('qgate-test-');
    rmSync(folder, { recursive: true });
  });

  it('that cannot be made is one sentence, which says what to set', async () => {
    await expect(makeScratch('qgate-test-', '/no/such/folder')).rejects.toMatchObject({
      kind: 'usage',
      message: 'The temporary folder /no/such/folder cannot be written to (ENOENT).',
      hint: expect.stringContaining('TMPDIR'),
    });
  });
});
