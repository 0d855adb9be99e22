import { symlinkSync } from 'node:fs';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { openCheckout } from '../git/git.js';
import { workingTreeConfig } from '../settings/config-files.js';
import { readPolicyFile as readPolicy } from './policy-file.js';

const LIMIT = 64 * 1024;

describe('readPolicyFile', () => {
  let folder: GitRepository;
  beforeEach(() => {
    folder = GitRepository.create();
  });
  afterEach(() => folder.remove());

  const readPolicyFile = async (isTrackedOnly = false) =>
    readPolicy(workingTreeConfig(await openCheckout(folder.root, BARE_ENV), { isTrackedOnly }));

  it('is null without one', async () => {
    expect(await readPolicyFile()).toBeNull();
  });

  it('takes the first of the three names', async () => {
    folder.write({ '.codestax/quality-gate.yaml': 'third' });
    expect(await readPolicyFile()).toEqual({ path: '.codestax/quality-gate.yaml', text: 'third' });
    folder.write({ '.codestax/quality_gate.yml': 'second' });
    expect(await readPolicyFile()).toEqual({ path: '.codestax/quality_gate.yml', text: 'second' });
  });

  it('does not read beyond 64 KB', async () => {
    folder.write({ '.codestax/quality_gate.yaml': 'x'.repeat(LIMIT) });
    expect((await readPolicyFile())?.text).toHaveLength(LIMIT);
    folder.write({ '.codestax/quality_gate.yaml': 'x'.repeat(LIMIT + 1) });
    expect(await readPolicyFile()).toEqual({ path: '.codestax/quality_gate.yaml', text: null });
  });

  it('reads nothing that lies outside of the checkout', async () => {
    folder.write({ '../secrets.yaml': 'key_of_the_machine: 1\n', '.codestax/keep': '' });
    symlinkSync(`${folder.root}/../secrets.yaml`, `${folder.root}/.codestax/quality_gate.yaml`);
    expect(await readPolicyFile()).toBeNull();
    folder.commit();
    expect(await readPolicyFile(true)).toBeNull();
  });

  it('reads in CI what git tracks alone', async () => {
    folder.write({ '.codestax/quality_gate.yaml': 'new_high_max: 1\n' });
    expect(await readPolicyFile(true)).toBeNull();
    folder.commit();
    expect((await readPolicyFile(true))?.text).toBe('new_high_max: 1\n');
  });
});
