import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findPackageRoot } from '../package-root.js';

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
  /** Claim with the number of the project in identity tokens of the system; left out: it issues none. */
  readonly projectClaim?: string;
  /** A line of the recipe, and its replacement when the address of the service is written into the recipe. */
  readonly address: readonly [line: string, filled: (url: string) => string];
  /** The line with the default branch, and its replacement for another one; left out: the recipe runs on every branch. */
  readonly defaultBranch?: readonly [line: string, filled: (branch: string) => string];
}

/** Facts of a repository that a recipe is filled in with. */
export interface RecipePlace {
  /** The address of the service, which is written into the recipe; null: the pipeline's variable QGATE_URL has it. */
  readonly url?: string | null;
  readonly defaultBranch?: string;
}

/** The systems, in the order in which they are looked for. */
export const CI_RECIPES = {
  github: {
    name: 'GitHub Actions',
    source: 'github-actions.yml',
    file: '.github/workflows/quality-gate.yml',
    traces: ['.github/workflows'],
    host: /github/i,
    projectClaim: 'repository_id',
    address: ['          url: ${{ vars.QGATE_URL }}', (url) => `          url: '${url}'`],
    defaultBranch: ['    branches: [main]', (branch) => `    branches: [${branch}]`],
  },
  gitlab: {
    name: 'GitLab CI',
    source: 'gitlab-ci.yml',
    file: '.gitlab-ci.yml',
    traces: ['.gitlab-ci.yml'],
    host: /gitlab/i,
    projectClaim: 'project_id',
    address: ['  variables:', (url) => `  variables:\n    QGATE_URL: '${url}'`],
  },
  jenkins: {
    name: 'Jenkins',
    source: 'Jenkinsfile',
    file: 'Jenkinsfile',
    traces: ['Jenkinsfile'],
    address: ['  agent any', (url) => `  agent any\n  environment {\n    QGATE_URL = '${url}'\n  }`],
  },
  azure: {
    name: 'Azure Pipelines',
    source: 'azure-pipelines.yml',
    file: 'azure-pipelines.yml',
    traces: ['azure-pipelines.yml'],
    host: /dev\.azure\.com|visualstudio\.com/i,
    address: ['    env:', (url) => `    env:\n      QGATE_URL: '${url}'`],
    defaultBranch: ['trigger: [main]', (branch) => `trigger: [${branch}]`],
  },
  bitbucket: {
    name: 'Bitbucket Pipelines',
    source: 'bitbucket-pipelines.yml',
    file: 'bitbucket-pipelines.yml',
    traces: ['bitbucket-pipelines.yml'],
    host: /bitbucket/i,
    address: ['        script:', (url) => `        script:\n          - export QGATE_URL='${url}'`],
    defaultBranch: ['    main:', (branch) => `    ${branch}:`],
  },
  circleci: {
    name: 'CircleCI',
    source: 'circleci.yml',
    file: '.circleci/config.yml',
    traces: ['.circleci/config.yml'],
    address: ['    steps:', (url) => `    environment:\n      QGATE_URL: '${url}'\n    steps:`],
  },
} as const satisfies Readonly<Record<string, CiRecipe>>;

export type CiSystem = keyof typeof CI_RECIPES;

/** The recipe itself, which docs/ci.md shows, filled in as far as the repository is known. */
export async function readRecipe(
  recipe: CiRecipe,
  { url = null, defaultBranch = 'main' }: RecipePlace = {},
): Promise<string> {
  const file = path.join(findPackageRoot(import.meta.dirname), 'recipes', recipe.source);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const replace = ([line, filled]: CiRecipe['address'], value: string): void => {
    lines[lines.indexOf(line)] = filled(value);
  };
  if (recipe.defaultBranch !== undefined && defaultBranch !== 'main')
    replace(recipe.defaultBranch, yamlText(defaultBranch));
  if (url !== null) {
    lines[0] = withoutAddress(lines[0]!);
    // Escapes the two characters of a path that would end the text or start a variable.
    replace(recipe.address, url.replaceAll("'", '%27').replaceAll('$', '%24'));
  }
  return lines.join('\n');
}

/** A name as YAML reads it, also within brackets: quoted unless it is a plain word. */
const yamlText = (name: string): string =>
  /^(?!(?:true|false|null|yes|no|on|off)$)[a-z][\w./-]*$/i.test(name) ? name : JSON.stringify(name);

/** Removes the address from the first line, which lists the settings to make. */
const withoutAddress = (comment: string): string =>
  comment
    .replace('QGATE_URL and QGATE_ORG are variables', 'QGATE_ORG is a variable')
    .replace(/QGATE_URL, (\w+) and/, '$1 and')
    .replace(
      'QGATE_URL and QGATE_PACKAGE are global environment variables',
      'QGATE_PACKAGE is a global environment variable',
    )
    .replace('QGATE_URL and QGATE_PACKAGE are variables', 'QGATE_PACKAGE is a variable');
