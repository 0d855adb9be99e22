import azure from '../../../../../recipes/azure-pipelines.yml?raw';
import bitbucket from '../../../../../recipes/bitbucket-pipelines.yml?raw';
import circleci from '../../../../../recipes/circleci.yml?raw';
import github from '../../../../../recipes/github-actions.yml?raw';
import gitlab from '../../../../../recipes/gitlab-ci.yml?raw';
import jenkins from '../../../../../recipes/Jenkinsfile?raw';
import { CI_RECIPES, type CiRecipe, type CiSystem, fillRecipe, type RecipePlace } from '../../../gate/ci-recipes';

const TEXTS = { github, gitlab, bitbucket, azure, circleci, jenkins } as const satisfies Record<CiSystem, string>;

/** The recipe as `qgate init` writes it, with the name of its file. */
export const recipeOf = (system: CiSystem, place: RecipePlace): { readonly file: string; readonly text: string } => ({
  file: CI_RECIPES[system].file,
  text: fillRecipe(TEXTS[system], CI_RECIPES[system], place),
});

/** Steps that are left where the default branch is not called main; null where the CI system tells its name. */
export function branchStepOf(system: CiSystem): string | null {
  const { branches, settings }: CiRecipe = CI_RECIPES[system];
  const steps = [
    ...(branches === undefined ? [] : ['change the branch name in it']),
    ...(settings.includes('QGATE_DEFAULT_BRANCH') ? ['set QGATE_DEFAULT_BRANCH to its name in the pipeline'] : []),
  ];
  return steps.length === 0 ? null : `If the default branch is not called main, ${steps.join(' and ')}.`;
}
