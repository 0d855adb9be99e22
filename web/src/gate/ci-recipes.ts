export { CI_RECIPES, type CiSystem, fillRecipe, type RecipePlace } from '../../../src/domain/recipes/ci-recipes.js';
