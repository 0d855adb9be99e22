import azure from '../../../../recipes/azure-pipelines.yml?raw';
import bitbucket from '../../../../recipes/bitbucket-pipelines.yml?raw';
import circleci from '../../../../recipes/circleci.yml?raw';
import github from '../../../../recipes/github-actions.yml?raw';
import gitlab from '../../../../recipes/gitlab-ci.yml?raw';
import jenkins from '../../../../recipes/Jenkinsfile?raw';

/** Recipes of the six CI systems, as `qgate init` writes them. */
export const RECIPES = {
  github: { label: 'GitHub', file: '.github/workflows/quality-gate.yml', text: github },
  gitlab: { label: 'GitLab', file: '.gitlab-ci.yml', text: gitlab },
  bitbucket: { label: 'Bitbucket', file: 'bitbucket-pipelines.yml', text: bitbucket },
  azure: { label: 'Azure', file: 'azure-pipelines.yml', text: azure },
  circleci: { label: 'CircleCI', file: '.circleci/config.yml', text: circleci },
  jenkins: { label: 'Jenkins', file: 'Jenkinsfile', text: jenkins },
} as const;

export type RecipeName = keyof typeof RECIPES;
