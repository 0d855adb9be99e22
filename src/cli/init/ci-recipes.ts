import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { findPackageRoot } from '../package-root.js';

/** How a pipeline of one system asks the gate. */
export interface CiRecipe {
  readonly name: string;
  /** The file in `recipes/`, and the name that the system looks for. */
  readonly source: string;
  readonly file: string;
  /** Files that tell that a repository uses the system. */
  readonly traces: readonly string[];
  /** What stands in the address of a remote that belongs to the system. */
  readonly host?: RegExp;
}

/** The systems, in the order in which they are looked for. */
export const CI_RECIPES = {
  github: {
    name: 'GitHub Actions',
    source: 'github-actions.yml',
    file: '.github/workflows/quality-gate.yml',
    traces: ['.github/workflows'],
    host: /github/i,
  },
  gitlab: {
    name: 'GitLab CI',
    source: 'gitlab-ci.yml',
    file: '.gitlab-ci.yml',
    traces: ['.gitlab-ci.yml'],
    host: /gitlab/i,
  },
  jenkins: {
    name: 'Jenkins',
    source: 'Jenkinsfile',
    file: 'Jenkinsfile',
    traces: ['Jenkinsfile'],
  },
  azure: {
    name: 'Azure Pipelines',
    source: 'azure-pipelines.yml',
    file: 'azure-pipelines.yml',
    traces: ['azure-pipelines.yml'],
    host: /dev\.azure\.com|visualstudio\.com/i,
  },
  bitbucket: {
    name: 'Bitbucket Pipelines',
    source: 'bitbucket-pipelines.yml',
    file: 'bitbucket-pipelines.yml',
    traces: ['bitbucket-pipelines.yml'],
    host: /bitbucket/i,
  },
  circleci: {
    name: 'CircleCI',
    source: 'circleci.yml',
    file: '.circleci/config.yml',
    traces: ['.circleci/config.yml'],
  },
} as const satisfies Readonly<Record<string, CiRecipe>>;

export type CiSystem = keyof typeof CI_RECIPES;

/** The recipe itself; docs/ci.md shows the same. */
export const readRecipe = ({ source }: CiRecipe): Promise<string> =>
  readFile(path.join(findPackageRoot(import.meta.dirname), 'recipes', source), 'utf8');
