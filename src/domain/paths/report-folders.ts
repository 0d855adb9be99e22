import { climbs, locatePath } from './located-path.js';

/**
 * Folders of the repository in which the paths of a report may start: its own, then each one above it, the root ('')
 * last. None for a path outside the repository.
 *
 * @param reportPath path of the report, relative to the repository's root
 */
export function foldersAbove(reportPath: string): readonly string[] {
  const path = locatePath(reportPath);
  if (path?.root !== '' || climbs(path)) return [];
  const { segments } = path;
  return segments.map((_, index) => segments.slice(0, segments.length - 1 - index).join('/'));
}

/** Position of the first of the folders that contain a path; the number of folders when none does. */
export function distanceTo(folders: readonly string[], path: string): number {
  const at = folders.findIndex((folder) => folder === '' || path.startsWith(`${folder}/`));
  return at < 0 ? folders.length : at;
}

/** The paths that are nearest to the report, in their order. */
export function nearestTo(folders: readonly string[], paths: readonly string[]): readonly string[] {
  if (folders.length === 0) return paths;
  const distances = paths.map((path) => distanceTo(folders, path));
  const least = Math.min(...distances);
  return paths.filter((_, index) => distances[index] === least);
}
