import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { isRuleName, RULE_NAMES } from '../../domain/gate/policy.js';
import { PRESET_NAMES, type PresetName } from '../../domain/gate/presets.js';
import { type GateApi, type GateConfigAnswer, type GateConfigBody } from '../api/gate-api.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { readSwitch } from '../settings/value-readers.js';
import { type Terminal } from '../terminal.js';
import { readArgument } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { readPolicyDraft } from './support/policy-draft.js';
import { requestCommand } from './support/request-command.js';

/** `qgate policy get`: as YAML that `policy set` takes back. */
export function definePolicyGet(command: Command): CommandAction {
  command.option('--repo <name>', REPO_HELP);
  addHelp(command, ['qgate policy get', 'qgate policy get > policy.yaml', 'qgate policy get --repo acme/web --json']);
  return requestCommand(command, async ({ api, progress, answer }) => {
    const repoId = await readRepo(command, api);
    const config = await api.readConfig(repoId);
    if (repoId !== null) progress.note(describeOwn(config));
    else if (!config.configured)
      progress.note('No policy has been saved: these are the defaults, and nothing is judged.');
    answer(config, describeConfig(config).trimEnd());
  });
}

const REPO_HELP = "the policy of one repository, which overrides the organization's";

/** The id of the repository that `--repo` names; null: the organization. */
async function readRepo(command: Command, api: GateApi): Promise<number | null> {
  const { repo } = command.opts<{ repo?: string }>();
  return repo === undefined ? null : (await api.getRepo(repo)).id;
}

function describeOwn({ configured, overrides = {} }: GateConfigAnswer): string {
  if (!configured) return 'The repository has no policy of its own: this is the policy of its organization.';
  const rules = Object.keys(overrides);
  return rules.length === 0
    ? 'The repository overrides no rules.'
    : `The repository overrides these rules: ${rules.join(', ')}.`;
}

function describeConfig(config: GateConfigAnswer): string {
  const { policy, enabled, block_merge_on_fail, applies_to_new_code_only } = config;
  const { new_coverage_on: scans } = policy;
  const rules = {
    ...Object.fromEntries(RULE_NAMES.map((rule) => [rule, policy[rule]])),
    ...(scans !== undefined && { new_coverage_on: scans }),
  };
  return `# ${config.policy_version}\n${stringify({ policy: rules, enabled, block_merge_on_fail, applies_to_new_code_only })}`;
}

const SWITCHES = ['enabled', 'block_merge_on_fail', 'applies_to_new_code_only'] as const;

/** `qgate policy set`: changes the named values and keeps the rest. */
export function definePolicySet(command: Command): CommandAction {
  command
    .argument('[changes...]', `rule=value, e.g. new_high_max=0; off switches a rule off; also ${SWITCHES.join(', ')}`)
    .option('--repo <name>', REPO_HELP)
    .addOption(new Option('--preset <name>', 'copy a policy that the service offers').choices(PRESET_NAMES))
    .option('--file <path>', 'a whole policy, as YAML or JSON: rules that it does not name take their defaults');
  addHelp(command, [
    'qgate policy set new_high_max=0 rating_min=B',
    'qgate policy set new_coverage_min=off block_merge_on_fail=true',
    'qgate policy set --preset clean_changes',
    'qgate policy set --file policy.yaml',
    'qgate policy set --repo acme/legacy duplication_pct_max=25',
  ]);
  return requestCommand(command, async ({ api, terminal, answer }) => {
    const { file, preset } = command.opts<{ file?: string; preset?: PresetName }>();
    const repoId = await readRepo(command, api);
    const stored = await api.readConfig(repoId);
    const whole = file === undefined ? null : await readWhole(file, terminal);
    const changes = readChanges(command.args);
    if (whole === null && preset === undefined && command.args.length === 0) {
      throw new CliError(
        'usage',
        'Nothing to change.',
        'Name a change, e.g. new_high_max=0, a file with --file, or --preset.',
      );
    }
    const touchesRules = whole !== null || Object.keys(changes.rules).length > 0;
    if (touchesRules && preset !== undefined)
      throw new CliError(
        'usage',
        '--preset replaces all rules.',
        'Choose the preset first, and change its rules afterwards.',
      );
    const policy = { ...(whole?.policy ?? stored.overrides ?? stored.policy), ...changes.rules };
    const draft: GateConfigBody = {
      ...whole?.switches,
      ...changes.switches,
      ...(preset !== undefined && { preset }),
      ...(touchesRules && { policy: readPolicyDraft(JSON.stringify(policy), 'the policy') }),
    };
    const isGuarded = stored.configured || repoId !== null;
    const saved = await api.saveConfig(draft, isGuarded ? stored.policy_version : null, repoId);
    const isSame = saved.policy_version === stored.policy_version;
    answer(saved, `${isSame ? 'Nothing changed' : 'Saved'}: ${saved.policy_version}.`);
  });
}

/** `qgate policy unset`: the repository follows its organization again. */
export function definePolicyUnset(command: Command): CommandAction {
  command.requiredOption('--repo <name>', 'the repository, which then follows its organization');
  addHelp(command, ['qgate policy unset --repo acme/legacy']);
  return requestCommand(command, async ({ api, answer }) => {
    const { id, name } = await api.getRepo(command.opts<{ repo: string }>().repo);
    const stored = await api.readConfig(id);
    if (!stored.configured) {
      answer(stored, `Nothing changed: ${name} has no policy of its own.`);
      return;
    }
    await api.removeConfig(id, stored.policy_version);
    answer(await api.readConfig(id), `Removed: ${name} follows the policy of its organization.`);
  });
}

interface Changes {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly switches: Readonly<Record<string, boolean>>;
}

/** @throws {CliError} of kind `usage`, naming every argument that is not a change */
function readChanges(args: readonly string[]): Changes {
  const rules: Record<string, unknown> = {};
  const switches: Record<string, boolean> = {};
  const faults: string[] = [];
  for (const arg of args) {
    const [, name = '', value = ''] = /^([a-z_]+)=(.+)$/.exec(arg) ?? [];
    if (isRuleName(name)) rules[name] = readThresholdText(value);
    else if (name === 'new_coverage_on') rules[name] = value === 'off' ? null : value;
    else if ((SWITCHES as readonly string[]).includes(name))
      switches[name] = readArgument(name, () => readSwitch(value));
    else faults.push(`${arg} is not a change: write rule=value.`);
  }
  if (faults.length === 0) return { rules, switches };
  throw new CliError(
    'usage',
    faults.join('\n'),
    `The rules are ${RULE_NAMES.join(', ')}; the switches ${SWITCHES.join(', ')}.`,
  );
}

function readThresholdText(text: string): unknown {
  if (text === 'off' || text === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text.toUpperCase();
}

async function readWhole(
  file: string,
  { cwd }: Terminal,
): Promise<{ readonly policy: Readonly<Record<string, unknown>>; readonly switches: GateConfigBody }> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw new CliError('usage', `--file ${file} cannot be read: ${(error as Error).message}`);
  });
  const { parse } = await import('yaml');
  const policy = readPolicyDraft(text, file);
  const content = parse(text) as Record<string, unknown>;
  const given = SWITCHES.filter((name) => 'policy' in content && content[name] !== undefined);
  const switches = given.map((name) => [
    name,
    readArgument(`${file}: ${name}`, () => readSwitch(String(content[name]))),
  ]);
  return { policy, switches: Object.fromEntries(switches) as GateConfigBody };
}
