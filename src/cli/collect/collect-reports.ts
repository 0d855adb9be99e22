import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseGlob } from '../../domain/paths/glob.js';
import { PathPatterns } from '../../domain/paths/path-patterns.js';
import { CliError } from '../exit-code.js';
import { type ReportFile } from '../report-file.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { findUnread, type SkippedFile } from './find-unread.js';
import { withPathsOfModules } from './go-modules.js';
import { readReport } from './identify-report.js';
import { REPORT_KINDS, type ReportKind } from './report-names.js';
import { type FoundFiles, searchReports } from './search-reports.js';
import { withoutIgnoredLines } from './simplecov-marks.js';

/** Collected reports, and files that were examined and left out. */
export interface Collection {
  readonly reports: readonly ReportFile[];
  readonly skipped: readonly SkippedFile[];
}

export interface CollectionPlace {
  readonly root: string;
  /** Globs are relative to it. */
  readonly cwd: string;
  readonly tracked: ReadonlySet<string>;
  /** True when `exclude` names a file, which searching then skips. */
  readonly excluded: (path: string) => boolean;
}

const NOTHING_FOUND: FoundFiles = { candidates: [], others: [] };

/** A name that says nothing: only its content makes such a file a report. */
const MAY_BE_ANYTHING = /(?:^|\/)(?!lcov|coverage)[^/]*\.info$/;

/** Selection of reports. */
type Wanted = Pick<CollectionSettings, ReportKind | 'search'>;

/** Folders whose committed reports are samples for tests, not the result of a run. */
const SAMPLE_FOLDER = /(^|\/)(tests?|__tests__|specs?|fixtures?|__fixtures__|test-?data|examples?|samples?)\//i;

/**
 * Reads the reports that the caller names; for a kind without named ones, those that a search finds.
 *
 * A named file must be a report. One that was found by its name may be something else, and is then left out with the
 * reason. Import paths of Go become paths of the repository, and lines that
 * `:nocov:` excludes leave the reports of SimpleCov.
 *
 * @throws {CliError} of kind `unusable_input` for a glob without files and for a named file that is no report
 */
export async function collectReports(place: CollectionPlace, settings: Wanted): Promise<Collection> {
  const reports: ReportFile[] = [];
  const skipped: SkippedFile[] = [];
  const searched = settings.search ? await searchReports(place.root) : NOTHING_FOUND;
  for (const kind of REPORT_KINDS) {
    const globs = settings[kind];
    if (globs.length > 0) {
      reports.push(...(await readNamed(place, kind, globs)));
      continue;
    }
    for (const candidate of searched.candidates.filter((each) => each.kind === kind)) {
      if (place.excluded(candidate.path)) {
        skipped.push({ path: candidate.path, reason: 'excluded' });
        continue;
      }
      if (place.tracked.has(candidate.path) && SAMPLE_FOLDER.test(candidate.path)) {
        skipped.push({ path: candidate.path, reason: `a committed sample; name it with --${kind} if it counts` });
        continue;
      }
      const identified = await readReport(kind, candidate.path, path.join(place.root, candidate.path));
      if ('file' in identified) reports.push(identified.file);
      else if (!MAY_BE_ANYTHING.test(candidate.path))
        skipped.push({ path: candidate.path, reason: identified.problem });
    }
  }
  skipped.push(...(await findUnread(place, searched.others)));
  return { reports: await withoutIgnoredLines(await withPathsOfModules(reports, place), place), skipped };
}

async function readNamed(place: CollectionPlace, kind: ReportKind, globs: readonly string[]): Promise<ReportFile[]> {
  const files = new Set<string>();
  for (const pattern of globs) {
    const matches = await expand(pattern, place.cwd);
    if (matches.length === 0) {
      throw new CliError(
        'unusable_input',
        `--${kind} ${pattern} matches no file.`,
        'Check that the step that writes it has run.',
      );
    }
    for (const match of matches) files.add(match);
  }
  return Promise.all(
    [...files].map(async (file) => {
      const name = path.relative(place.root, file).split(path.sep).join('/');
      const identified = await readReport(kind, name, file);
      if ('file' in identified) return identified.file;
      throw new CliError('unusable_input', `${name}: ${identified.problem}.`);
    }),
  );
}

const WILDCARD = /[*?[{]/;
const ESCAPE = /\\(.)/g;

/**
 * The files that a glob names, absolute, in order. A path that exists is taken as it is, whatever characters it has. Names are
 * matched in linear time: the glob may be a stranger's, of `qgate.yml`.
 */
async function expand(pattern: string, cwd: string): Promise<readonly string[]> {
  const literal = path.resolve(cwd, pattern);
  if (await isFile(literal)) return [literal];
  const names = pattern.split('/');
  const place = names.findIndex((name) => WILDCARD.test(name));
  if (place === -1) return [];
  const folders = names.slice(0, place).map((name) => name.replace(ESCAPE, '$1'));
  // The first name of an absolute path is empty.
  const base = path.resolve(cwd, folders.length === 1 && folders[0] === '' ? '/' : folders.join('/'));
  const patterns = new PathPatterns();
  for (const parts of parseGlob(names.slice(place).join('/'))) patterns.add(parts, 0);
  const { glob } = await import('tinyglobby');
  const deep = pattern.includes('**') ? undefined : names.length - place;
  const below = await glob('**', {
    cwd: base,
    dot: true,
    onlyFiles: true,
    expandDirectories: false,
    ...(deep && { deep }),
  });
  return below
    .filter((file) => patterns.numbersOf(file).length > 0)
    .map((file) => path.join(base, file))
    .sort();
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}
