/** Settings that are written into a recipe, by the names of their variables. */
type Values = Readonly<Partial<Record<SettingName, string>>>;
type SettingName = 'QGATE_URL' | 'QGATE_ORG' | 'QGATE_PACKAGE' | 'QGATE_DEFAULT_BRANCH';

/** A line of a recipe, and what replaces it. */
type Place<Input> = readonly [line: string, filled: (input: Input) => string];

/** Pipeline of one CI system that calls the gate. */
export interface CiRecipe {
  readonly name: string;
  /** The file in `recipes/`, and the name that the system looks for. */
  readonly source: string;
  readonly file: string;
  /** Files that show that a repository uses the system. */
  readonly traces: readonly string[];
  /** Host names of remotes that belong to the system. */
  readonly host?: RegExp;
  /** Claim with the number of the project in identity tokens of the system, by which the recipe signs in; left out: it stores a key. */
  readonly projectClaim?: string;
  readonly settings: readonly SettingName[];
  readonly places: readonly Place<Values>[];
  /** The line that runs `qgate`, and the same with an argument more. */
  readonly run: Place<string>;
  /** The line with the default branch, and its replacement for others, the default one first; left out: the recipe runs on every branch. */
  readonly branches?: Place<readonly string[]>;
  /** Files of merge queues that test branches of their own, with these branches; others come as an event or a pull request. */
  readonly queues?: readonly (readonly [file: string, branches: readonly string[]])[];
  /** The setting that is left, where the others are written into the recipe. */
  readonly left?: string;
}

/** Facts of a repository that a recipe is filled in with. */
export interface RecipePlace {
  /** The address of the service, from which the package comes as well; null: pipeline variables have both. */
  readonly url?: string | null;
  /** Slug of the organization. */
  readonly org?: string | null;
  readonly defaultBranch?: string | null;
  /** Branches of a merge queue. */
  readonly queueBranches?: readonly string[];
  /** True where the gate is in monitor mode: a failed gate does not fail the pipeline. */
  readonly followsMonitor?: boolean;
}

const ALL = ['QGATE_URL', 'QGATE_ORG', 'QGATE_PACKAGE', 'QGATE_DEFAULT_BRANCH'] as const;

/** Lines of variables between the lines of their block. */
const block =
  (head: readonly string[], line: (name: string, value: string) => string, tail: readonly string[] = []) =>
  (values: Values): string =>
    [...head, ...Object.entries(values).map(([name, value]) => line(name, value)), ...tail].join('\n');

const inYaml =
  (indent: string) =>
  (name: string, value: string): string =>
    `${indent}${name}: '${value}'`;

/** An input of the GitHub Action, which a variable of the repository has otherwise. */
function inInput(input: string, name: SettingName): Place<Values> {
  const line = `          ${input}: \${{ vars.${name} }}`;
  return [line, ({ [name]: value }) => (value === undefined ? line : `          ${input}: '${value}'`)];
}

const inShell: Place<string> = [' run --output ', (argument) => ` run ${argument} --output `];

/** The systems, in the order in which they are looked for. */
export const CI_RECIPES = {
  github: {
    name: 'GitHub Actions',
    source: 'github-actions.yml',
    file: '.github/workflows/quality-gate.yml',
    traces: ['.github/workflows'],
    host: /github/i,
    projectClaim: 'repository_id',
    settings: ['QGATE_URL', 'QGATE_ORG'],
    places: [inInput('url', 'QGATE_URL'), inInput('org', 'QGATE_ORG')],
    run: [
      '      - uses: acme/quality-gate@main\n        with:\n',
      (argument) => `      - uses: acme/quality-gate@main\n        with:\n          arguments: ${argument}\n`,
    ],
    branches: ['    branches: [main]', (branches) => `    branches: [${branches.map(yamlText).join(', ')}]`],
    queues: [
      ['bors.toml', ['staging', 'trying']],
      ['.trunk/trunk.yaml', ['trunk-merge/**']],
    ],
  },
  gitlab: {
    name: 'GitLab CI',
    source: 'gitlab-ci.yml',
    file: '.gitlab-ci.yml',
    traces: ['.gitlab-ci.yml'],
    host: /gitlab/i,
    projectClaim: 'project_id',
    settings: ['QGATE_URL', 'QGATE_ORG', 'QGATE_PACKAGE'],
    places: [['  variables:', block(['  variables:'], inYaml('    '))]],
    run: inShell,
  },
  jenkins: {
    name: 'Jenkins',
    source: 'Jenkinsfile',
    file: 'Jenkinsfile',
    traces: ['Jenkinsfile'],
    settings: ALL,
    places: [
      ['  agent any', block(['  agent any', '  environment {'], (name, value) => `    ${name} = '${value}'`, ['  }'])],
    ],
    run: inShell,
    left: 'qgate-token is a credential of the kind "Secret text".',
  },
  azure: {
    name: 'Azure Pipelines',
    source: 'azure-pipelines.yml',
    file: 'azure-pipelines.yml',
    traces: ['azure-pipelines.yml'],
    host: /dev\.azure\.com|visualstudio\.com/i,
    settings: ALL,
    places: [['    env:', block(['    env:'], inYaml('      '))]],
    run: inShell,
    branches: [
      'trigger: [main, gh-readonly-queue/*]',
      ([first, ...others]) => `trigger: [${[first!, 'gh-readonly-queue/*', ...others].map(yamlText).join(', ')}]`,
    ],
    queues: [
      ['bors.toml', ['staging', 'trying']],
      ['.trunk/trunk.yaml', ['trunk-merge/*']],
    ],
    left: 'QGATE_TOKEN is a secret variable of the pipeline.',
  },
  bitbucket: {
    name: 'Bitbucket Pipelines',
    source: 'bitbucket-pipelines.yml',
    file: 'bitbucket-pipelines.yml',
    traces: ['bitbucket-pipelines.yml'],
    host: /bitbucket/i,
    settings: ALL,
    places: [['        script:', block(['        script:'], (name, value) => `          - export ${name}='${value}'`)]],
    run: inShell,
    branches: ['    main:', ([branch]) => `    ${yamlText(branch!)}:`],
  },
  circleci: {
    name: 'CircleCI',
    source: 'circleci.yml',
    file: '.circleci/config.yml',
    traces: ['.circleci/config.yml'],
    settings: ALL,
    places: [['    steps:', block(['    environment:'], inYaml('      '), ['    steps:'])]],
    run: inShell,
  },
} as const satisfies Readonly<Record<string, CiRecipe>>;

export type CiSystem = keyof typeof CI_RECIPES;

/** The text of a recipe, filled in as far as the repository is known. */
export function fillRecipe(text: string, recipe: CiRecipe, place: RecipePlace): string {
  const { queueBranches = [], followsMonitor = false } = place;
  const branches = [place.defaultBranch ?? 'main', ...queueBranches];
  const values = valuesOf(recipe, place);
  const lines = text.split('\n');
  const replace = <Input>([line, filled]: Place<Input>, input: Input): void => {
    lines[lines.indexOf(line)] = filled(input);
  };
  if (recipe.branches !== undefined && branches.join() !== 'main') replace(recipe.branches, branches);
  if (Object.keys(values).length > 0) {
    lines[0] = withoutSettings(lines[0]!, recipe, values);
    for (const each of recipe.places) replace(each, values);
  }
  const filled = lines.join('\n');
  return followsMonitor ? filled.replace(recipe.run[0], recipe.run[1]('--follow-monitor')) : filled;
}

function valuesOf({ settings }: CiRecipe, { url = null, org = null, defaultBranch = null }: RecipePlace): Values {
  const known = {
    QGATE_URL: url && quoted(url),
    QGATE_ORG: org && quoted(org),
    QGATE_PACKAGE: url && `${quoted(url)}/qgate.tgz`,
    QGATE_DEFAULT_BRANCH: defaultBranch !== null && isPlain(defaultBranch) ? defaultBranch : null,
  };
  return Object.fromEntries(settings.flatMap((name) => (known[name] === null ? [] : [[name, known[name]]])));
}

/** Escapes the two characters of an address that would end the text or start a variable. */
const quoted = (address: string): string => address.replaceAll("'", '%27').replaceAll('$', '%24');

/** True for a name that every system reads as it is written. */
const isPlain = (branch: string): boolean => /^[\w./-]+$/.test(branch);

/** A name as YAML reads it, also within brackets: quoted unless it is a plain word. */
const yamlText = (name: string): string =>
  /^(?!(?:true|false|null|yes|no|on|off)$)[a-z][\w./-]*$/i.test(name) ? name : JSON.stringify(name);

/** Removes what is filled in from the first line, which lists the settings to make. */
function withoutSettings(comment: string, { left }: CiRecipe, values: Values): string {
  const list = /^(\S+) ((?:QGATE_\w+(?: \(secured\))?(?:, | and )?)+) are (.*)$/.exec(comment);
  if (list === null) return comment;
  const [, mark, names, rest] = list;
  const open = names!.split(/, | and /).filter((name) => !(name in values));
  if (open.length > 1) return `${mark} ${open.slice(0, -1).join(', ')} and ${open.at(-1)} are ${rest}`;
  const [only] = open;
  if (only === undefined) return `${mark} ${left ?? rest!.slice(rest!.indexOf('. ') + 2)}`;
  return `${mark} ${only} is ${rest!.startsWith('environment') ? 'an' : 'a'} ${rest!.replace('variables', 'variable')}`;
}
