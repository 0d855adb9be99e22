import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { DEFAULT_POLICY, RULE_NAMES } from '../../domain/gate/policy.js';
import { applyPolicyFile } from '../../domain/gate/policy-file.js';
import { POLICY_FILES, readPolicyFile } from '../collect/policy-file.js';
import { type CommandAction } from '../command.js';
import { CliError, EXIT_CODES } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { workingTreeConfig } from '../settings/config-files.js';
import { type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';

/**
 * `qgate policy validate`: shows the parts of a repository's policy file that the service would accept, and those that
 * it would not.
 */
export function definePolicyValidate(command: Command): CommandAction {
  command.argument('[file]', `by default the repository's own: ${POLICY_FILES[0]}`);
  addHelp(
    command,
    ['qgate policy validate', 'qgate policy validate .codestax/quality_gate.yaml'],
    'Exit codes: 0 the whole file is valid, 6 some of it is ignored, 2 there is no file.',
  );
  return async (terminal) => {
    const { name, text } = await readText(command.args[0], terminal);
    const { policy, warnings } = applyPolicyFile(DEFAULT_POLICY, text);
    for (const { message } of warnings) terminal.stderr.write(`${name}: ${message.replace(/^policy file: /, '')}\n`);
    if (warnings.length > 0) return EXIT_CODES.unusable_input;
    const changed = RULE_NAMES.filter((rule) => policy[rule] !== DEFAULT_POLICY[rule]);
    const rules = changed.map((rule) => `  ${rule}: ${policy[rule] ?? 'off'}\n`).join('');
    terminal.stdout.write(`${name} is valid.\n${rules}`);
    return 0;
  };
}

async function readText(file: string | undefined, terminal: Terminal): Promise<{ name: string; text: string }> {
  if (file !== undefined) {
    const text = await readFile(path.resolve(terminal.cwd, file), 'utf8').catch((error: unknown) => {
      throw new CliError('usage', `${file} cannot be read: ${(error as Error).message}`);
    });
    return { name: file, text };
  }
  const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
  const found = await readPolicyFile(workingTreeConfig(git, { isTrackedOnly: false }));
  if (found === null) throw new CliError('usage', `There is no policy file (${POLICY_FILES.join(', ')}).`);
  if (found.text === null) throw new CliError('unusable_input', `${found.path} is larger than 64 KB and is ignored.`);
  return { name: found.path, text: found.text };
}
