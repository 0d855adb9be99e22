import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { type Command, Option } from 'commander';
import { stringify } from 'yaml';

import { DEFAULT_POLICY, RULE_NAMES } from '../../domain/gate/policy.js';
import { POLICY_FILES } from '../collect/policy-file.js';
import { type CommandAction } from '../command-list.js';
import { openCheckout } from '../git/git.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectIdentity } from '../identity/detect-identity.js';
import { CI_RECIPES, type CiSystem } from '../init/ci-recipes.js';
import { addSettingOptions } from '../settings/command-options.js';
import { SETTINGS_FILE } from '../settings/resolve-settings.js';
import { CONNECTION_SETTINGS, IDENTITY_SETTINGS } from '../settings/run-settings.js';
import { addHelp } from './support/help.js';
import { readSettings } from './support/read-settings.js';

const { url } = CONNECTION_SETTINGS;
const INIT_SETTINGS = { url, ...IDENTITY_SETTINGS, branch: { ...IDENTITY_SETTINGS.branch, fallback: 'main' } };

/** `qgate init`: what a repository needs, with what can be found out filled in. Nothing that is there is overwritten. */
export function defineInit(command: Command): CommandAction {
  addSettingOptions(command, { url });
  command
    .addOption(new Option('--ci <system>', 'print the step for this CI system').choices(Object.keys(CI_RECIPES)))
    .option('--force', 'overwrite files that are there');
  addHelp(command, ['qgate init --url https://gate.example.com', 'qgate init --ci gitlab']);
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = await readSettings(command, INIT_SETTINGS, terminal, null);
    const identity = await detectIdentity(settings, await readCiEnvironment(terminal.env, git.root), git);
    const { ci, force = false } = command.opts<{ ci?: CiSystem; force?: boolean }>();
    const files = {
      [SETTINGS_FILE]: settingsFile(settings.values.url, identity.repo.value, identity.defaultBranch.value),
      [POLICY_FILES[0]!]: policyFile(),
    };
    for (const [name, content] of Object.entries(files)) {
      const isWritten = await writeUnlessThere(path.join(git.root, name), content, force);
      terminal.stderr.write(isWritten ? `Wrote ${name}.\n` : `${name} is there already and was left alone.\n`);
    }
    const { name, file, text } = CI_RECIPES[ci ?? (await detectCiSystem(git.root))];
    terminal.stderr.write(`\nThe step for ${name} (${file}), with QGATE_TOKEN as a secret:\n\n`);
    terminal.stdout.write(text);
    return 0;
  };
}

const settingsFile = (url: string, repo: string, defaultBranch: string): string =>
  `# Settings of qgate for this repository. The token does not belong here: set QGATE_TOKEN.
${stringify({ url, repo, default_branch: defaultBranch })}# coverage:
#   - coverage/lcov.info
# exclude:
#   - src/generated/**
`;

const policyFile = (): string =>
  `# What this repository asks of a change; a rule that is not named follows the organization. null switches a rule off.
${RULE_NAMES.map((rule) => `# ${rule}: ${DEFAULT_POLICY[rule]}\n`).join('')}`;

async function writeUnlessThere(file: string, content: string, force: boolean): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function detectCiSystem(root: string): Promise<CiSystem> {
  for (const [system, { traces }] of Object.entries(CI_RECIPES)) {
    for (const trace of traces) {
      const isThere = await access(path.join(root, trace)).then(
        () => true,
        () => false,
      );
      if (isThere) return system as CiSystem;
    }
  }
  return 'github';
}
