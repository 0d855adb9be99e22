import { type ChangedFile } from '../../domain/changes/changed-lines.js';
import { matchExcluded } from '../../domain/paths/match-excluded.js';

/** The changed files, those without source to be covered that the globs of `coverage_exclude` name. */
export function withoutCoverage(files: readonly ChangedFile[], exclude: readonly string[]): readonly ChangedFile[] {
  const isExcluded = matchExcluded(exclude);
  return files.map((file) => (isExcluded(file.path) ? { ...file, kind: 'other' } : file));
}
