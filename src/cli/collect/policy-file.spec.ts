import { GitRepository } from '../../../test/cli/support/git-repository.js';
import { readPolicyFile } from './policy-file.js';

describe('readPolicyFile', () => {
  const folder = GitRepository.create();
  afterAll(() => folder.remove());
  const at = (name: string) => `${folder.root}/${name}`;

  it('is null without one', async () => {
    expect(await readPolicyFile(folder.root)).toBeNull();
  });

  it('takes the first of the three names', async () => {
    folder.write({ 'a/.codestax/quality-gate.yaml': 'third', 'b/.codestax/quality-gate.yaml': 'third' });
    folder.write({ 'b/.codestax/quality_gate.yml': 'second' });
    expect(await readPolicyFile(at('a'))).toEqual({ path: '.codestax/quality-gate.yaml', text: 'third' });
    expect(await readPolicyFile(at('b'))).toEqual({ path: '.codestax/quality_gate.yml', text: 'second' });
  });

  it('does not read beyond 64 KB', async () => {
    const limit = 64 * 1024;
    folder.write({
      'c/.codestax/quality_gate.yaml': 'x'.repeat(limit),
      'd/.codestax/quality_gate.yaml': 'x'.repeat(limit + 1),
    });
    expect((await readPolicyFile(at('c')))?.text).toHaveLength(limit);
    expect(await readPolicyFile(at('d'))).toEqual({ path: '.codestax/quality_gate.yaml', text: null });
  });
});
