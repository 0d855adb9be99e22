import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type CiRecipe, fillRecipe, type RecipePlace } from '../../domain/recipes/ci-recipes.js';
import { findPackageRoot } from '../package-root.js';

/** The recipe itself, which docs/ci.md shows, filled in as far as the repository is known. */
export async function readRecipe(recipe: CiRecipe, place: RecipePlace = {}): Promise<string> {
  const file = path.join(findPackageRoot(import.meta.dirname), 'recipes', recipe.source);
  return fillRecipe(await readFile(file, 'utf8'), recipe, place);
}
