export {
  CI_RECIPES,
  type CiRecipe,
  type CiSystem,
  fillRecipe,
  type RecipePlace,
} from '../../../src/domain/recipes/ci-recipes.js';
