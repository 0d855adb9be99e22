import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from '../../domain/changes/repository-path.js';
import { ValidationFailed } from '../../platform/errors/app-error.js';

const MAX_PATHS = 1_000_000;

/** The distinct paths of a file list, sorted; one that does not lie in a repository is a 400 naming it by its index. */
export function toPathList(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_PATHS)
    throw new ValidationFailed([{ field: 'paths', message: `must be a list of at most ${MAX_PATHS} paths` }]);
  const paths = new Set<string>();
  for (const [index, entry] of value.entries()) {
    const path = typeof entry === 'string' ? toRepositoryPath(entry) : null;
    if (path === null) throw new ValidationFailed([{ field: `paths[${index}]`, message: REPOSITORY_PATH_EXPECTED }]);
    paths.add(path);
  }
  return [...paths].sort();
}
