import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { DEFAULT_POLICY, RULE_NAMES } from '../../domain/gate/policy.js';
import { type PolicyChoice } from '../../domain/gate/presets.js';
import { RULES } from '../../domain/gate/rules.js';
import { CI_RECIPES, type CiRecipe, type CiSystem, type RecipePlace } from '../../domain/recipes/ci-recipes.js';
import { AGENTS_FILE, withAgentsSection } from '../agents/agents-section.js';
import { connect } from '../api/connect.js';
import { GateApi } from '../api/gate-api.js';
import { POLICY_FILES } from '../collect/policy-file.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { type Git, openCheckout } from '../git/git.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectDefaultBranch, detectRepoName, findCheckedOutBranch, GUESSED } from '../identity/detect-identity.js';
import { schemaLine } from '../init/config-schemas.js';
import { describePresets } from '../init/describe-presets.js';
import {
  describeMet,
  describeProposal,
  easedRules,
  measureRepository,
  PROPOSAL_FILE,
  proposalFile,
} from '../init/propose-policy-file.js';
import { readRecipe } from '../init/read-recipe.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { addSettingOptions } from '../settings/command-options.js';
import { requireInside } from '../settings/inside-checkout.js';
import { SETTINGS_FILE } from '../settings/resolve-settings.js';
import {
  CONNECTION_SETTINGS,
  IDENTITY_SETTINGS,
  IMPATIENT_SETTINGS,
  LOCAL_SETTINGS,
  REQUEST_SETTINGS,
} from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';
import { readSettings } from './support/read-settings.js';

const { url, org } = CONNECTION_SETTINGS;
const { repo, defaultBranch } = IDENTITY_SETTINGS;
const INIT_SETTINGS = { url, org, repo, defaultBranch };

/**
 * `qgate init`: writes the files that a repository needs, filled in as far as can be detected, and proposes the policy that
 * it meets today. Overwrites nothing.
 */
export function defineInit(command: Command): CommandAction {
  addSettingOptions(command, { url, org });
  command
    .addOption(new Option('--ci <system>', 'the CI system, if it cannot be detected').choices(Object.keys(CI_RECIPES)))
    .option('--force', 'overwrite qgate.yml, the policy file and the proposal')
    .option('--agents', `write the section for coding agents into ${AGENTS_FILE}, and nothing else`)
    .option('--no-measure', 'propose no policy, and analyze nothing');
  addHelp(command, [
    'qgate init --url https://gate.example.com',
    'qgate init --ci gitlab',
    'qgate init --no-measure',
    'qgate init --agents',
  ]);
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = await readSettings(command, INIT_SETTINGS, terminal, null);
    const ciSays = await readCiEnvironment(terminal.env, git.root);
    const repoName = await detectRepoName(settings, ciSays, git);
    const current = await findCheckedOutBranch(git);
    const detected = await detectDefaultBranch(settings, ciSays, git, current);
    const branch = detected.from === GUESSED ? ((await findOnlyBranch(git)) ?? detected.value) : detected.value;
    const { ci, force = false, measure, agents } = command.opts<InitOptions>();
    if (agents) return writeAgentsSection(git.root, terminal);
    const { url: service } = settings.values;
    const isServiceNamed = settings.origins.url !== 'default';
    const gate = isServiceNamed ? await findGate({ command, git, terminal }) : null;
    const slug = settings.values.org ?? gate?.org ?? null;
    const files = {
      [SETTINGS_FILE]: schemaLine(service, 'qgate') + settingsFile(repoName.value, branch, slug),
      [POLICY_FILES[0]!]: schemaLine(service, 'policy') + policyFile(),
    };
    for (const [name, content] of Object.entries(files)) {
      const isWritten = await writeUnlessThere(git.root, name, content, force);
      terminal.stderr.write(isWritten ? `Wrote ${name}.\n` : `${name} already exists and was not changed.\n`);
    }
    const system = ci ?? (await detectCiSystem(git));
    const queues = system === null ? [] : ((CI_RECIPES[system] as CiRecipe).queues ?? []);
    const queueBranches = queues.flatMap(([file, own]) => (existsSync(path.join(git.root, file)) ? own : []));
    if (system === null) terminal.stderr.write('No CI system was recognized; name it with --ci to get its recipe.\n');
    else
      await placeRecipe(
        CI_RECIPES[system],
        {
          ...{ url: isServiceNamed ? service : null, org: slug, defaultBranch: branch },
          ...{ queueBranches, followsMonitor: gate?.isMonitored ?? false },
        },
        git.root,
        terminal,
      );
    const trust = system === null ? '' : proposedTrust(system, repoName.value, slug);
    terminal.stderr.write(trust || proposedKeys(repoName.value, branch));
    terminal.stderr.write(`\n${describePresets(gate?.chosen)}`);
    if (measure) {
      if (current !== branch) terminal.stderr.write(`\n${measuredElsewhere(current, branch)}\n`);
      await proposePolicyOf(repoName.value, force, gate?.chosen, { command, git, terminal });
    }
    return 0;
  };
}

const measuredElsewhere = (current: string | null, defaultBranch: string): string =>
  `The checkout is on ${current ?? 'no branch'}, not ${defaultBranch}, so the proposal is for the code that is checked out. For ${defaultBranch}, check it out and run qgate init again.`;

interface InitOptions {
  readonly ci?: CiSystem;
  readonly force?: boolean;
  readonly measure: boolean;
  readonly agents?: true;
}

/** Writes or replaces the section of the gate in AGENTS.md. */
async function writeAgentsSection(root: string, { stderr }: Terminal): Promise<number> {
  const file = await requireInside('The section', root, root, AGENTS_FILE);
  const before = existsSync(file) ? await readFile(file, 'utf8') : null;
  await writeFile(file, withAgentsSection(before));
  stderr.write(`${AGENTS_FILE} has the section for coding agents.\n`);
  return 0;
}

/** Prints the addition to an existing pipeline, which belongs to its owners. */
async function placeRecipe(
  recipe: CiRecipe,
  place: RecipePlace,
  root: string,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const text = await readRecipe(recipe, place);
  if (await writeUnlessThere(root, recipe.file, text, false)) {
    stderr.write(`Wrote ${recipe.file} for ${recipe.name}; its first line says what it needs.\n`);
    return;
  }
  stderr.write(`${recipe.file} already exists. Add what ${recipe.name} needs:\n\n`);
  stdout.write(text);
}

interface InitPlace {
  readonly command: Command;
  readonly git: Git;
  readonly terminal: Terminal;
}

/** Facts of the gate that the service names. */
interface KnownGate {
  readonly chosen: PolicyChoice | null;
  /** True where a failed gate stops no merge. */
  readonly isMonitored: boolean;
  /** Slug of the organization that the token belongs to. */
  readonly org: string;
}

/** The only branch that the checkout has, here and at its remotes: the default one, whatever its name; null for several. */
async function findOnlyBranch(git: Git): Promise<string | null> {
  const refs = (await git.ask('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes')) ?? '';
  const names = new Set(refs.match(/(?<=^refs\/(?:heads|remotes\/[^/\n]+)\/).+$/gm));
  return names.size === 1 ? [...names][0]! : null;
}

/** The organization, the preset that it chose, and its mode; null where the service does not answer. */
async function findGate({ command, git, terminal }: InitPlace): Promise<KnownGate | null> {
  try {
    const settings = await readSettings(command, { ...REQUEST_SETTINGS, ...IMPATIENT_SETTINGS }, terminal, git);
    const api = new GateApi(await connect(settings, terminal, await chooseProgress(terminal, settings.values)));
    const { chosen } = await api.readPresets();
    const [{ org }, config] = [await api.me(), await api.readConfig()];
    return { chosen, isMonitored: !config.block_merge_on_fail, org: org.slug };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    return null;
  }
}

/** Prints the policy that the repository meets today beside the defaults; where these are not met, it is a file as well. */
async function proposePolicyOf(
  repo: string,
  force: boolean,
  chosen: PolicyChoice | null | undefined,
  { command, git, terminal }: InitPlace,
): Promise<void> {
  const { stderr } = terminal;
  stderr.write('\nMeasuring the repository\n');
  try {
    const settings = await readSettings(command, LOCAL_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const rules = await measureRepository(settings, { git, config: settings.config, terminal, progress });
    stderr.write(`\n${describeProposal(rules)}\n\n`);
    if (easedRules(rules).length === 0) stderr.write(describeMet(chosen));
    else {
      const isWritten = await writeUnlessThere(git.root, PROPOSAL_FILE, proposalFile(rules, repo), force);
      const fate = isWritten ? 'has the proposal' : 'already exists and was not changed';
      stderr.write(
        `${PROPOSAL_FILE} ${fate}. An admin sets it with: qgate policy set --repo ${repo} --file ${PROPOSAL_FILE}\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    stderr.write(`No policy is proposed: ${error.message}\n`);
  }
}

/** Trust in a pipeline whose system issues identity tokens, with which no key is stored. */
function proposedTrust(system: CiSystem, repo: string, org: string | null): string {
  const { name, projectClaim }: CiRecipe = CI_RECIPES[system];
  if (projectClaim === undefined) return '';
  const publisher = { kind: system, claims: { [projectClaim]: `its number at ${name}` }, repo_id: `the id of ${repo}` };
  return `Make the pipeline a trusted publisher (POST /api/trusted-publishers), so that no key is stored:
  ${JSON.stringify(publisher)}
Its tokens are only for your organization: ${org === null ? 'set QGATE_ORG, or `org` in qgate.yml, to its slug' : `QGATE_ORG is ${org}`}, and the audience is $QGATE_URL/orgs/$QGATE_ORG.
`;
}

/** Two keys, so that the one which a change's jobs can read writes no baseline. */
function proposedKeys(repo: string, defaultBranch: string): string {
  const wanted = (name: string, mayWriteBaseline: boolean): string =>
    JSON.stringify({ name, scopes: ['read:scans', 'write:scans'], may_write_baseline: mayWriteBaseline });
  return `Create two API keys (POST /api/api-keys, each with "repo_ids": [the id of ${repo}]), and store them separately: for ${defaultBranch} alone, as a protected secret: ${wanted(`${repo}, ${defaultBranch}`, true)}
  for changes: ${wanted(`${repo}, changes`, false)}
`;
}

const settingsFile = (repo: string, defaultBranch: string, org: string | null): string =>
  `# qgate settings for this repository. The token does not belong here: set QGATE_TOKEN. In CI, the pipeline sets the address
# of the service, the repository, its branches and how a failure affects the exit code; for a change, the rest of this file
# is read at its merge base.
${stringify({ repo, default_branch: defaultBranch, ...(org !== null && { org }) })}${org === null ? '# org: the slug of your organization, for a trusted publisher\n' : ''}# coverage:
#   - coverage/lcov.info
# exclude:
#   - src/generated/**
# coverage_exclude:
#   - scripts/**
# duplication_exclude:
#   - test/**
`;

const policyFile = (): string =>
  `# Rules of this repository; a rule that is not listed follows the organization. null switches a rule off.
# By default, a rule may only be stricter than the organization's (docs/policy.md).
${RULE_NAMES.map((rule) => `# ${rule}: ${DEFAULT_POLICY[rule] ?? `${RULES[rule].example} # optional`}\n`).join('')}`;

/** Writes a file of the checkout, but follows no link in it: its author may be a stranger. */
async function writeUnlessThere(root: string, name: string, content: string, force: boolean): Promise<boolean> {
  const file = await requireInside('The proposal', root, root, name);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Detects the system by its files, else by the host of the repository. */
async function detectCiSystem(git: Git): Promise<CiSystem | null> {
  const recipes = Object.entries(CI_RECIPES) as [CiSystem, CiRecipe][];
  for (const [system, { traces }] of recipes) {
    if (traces.some((trace) => existsSync(path.join(git.root, trace)))) return system;
  }
  const origin = (await git.ask('remote', 'get-url', 'origin')) ?? '';
  return recipes.find(([, { host }]) => host?.test(origin) === true)?.[0] ?? null;
}
