import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BARE_PATH } from '../../../test/cli/support/bare-path.js';
import { GitRepository } from '../../../test/cli/support/git-repository.js';
import { recordingTerminal } from '../../../test/cli/support/recording-terminal.js';
import { openCheckout } from '../git/git.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { readRunTree } from './run-tree.js';

const settings = { analyzers: 'auto', trustForks: false } as CollectionSettings;

describe('the digest of a run', () => {
  const repository = GitRepository.create();
  const bin = path.join(repository.root, '.git', 'bin');
  beforeAll(() => {
    mkdirSync(bin);
    repository.commit({ 'src/a.js': 'a();\n' });
  });
  afterAll(() => repository.remove());

  const installed = async (program: string, version: string): Promise<string> => {
    writeFileSync(path.join(bin, program), `#!/bin/sh\necho 'Version: ${version}'\n`);
    chmodSync(path.join(bin, program), 0o755);
    const terminal = recordingTerminal(repository.root, { PATH: `${bin}:${BARE_PATH}` });
    const tree = await readRunTree(
      { git: await openCheckout(repository.root, terminal.env), terminal },
      settings,
      false,
    );
    return tree!.run_digest;
  };

  it.each(['lizard', 'trivy'])('depends on the version of %s', async (program) => {
    const digest = await installed(program, '1.2.3');
    expect(await installed(program, '1.2.3')).toBe(digest);
    expect(await installed(program, '1.2.4')).not.toBe(digest);
  });
});
