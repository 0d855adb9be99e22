import { MAX_DIRECTIVES, MAX_REASON_LENGTH } from '../../domain/findings/directive.js';
import { blankTokens } from '../../domain/findings/secrets/token-shapes.js';
import { blankReport, type KnownSecrets, withoutSecrets } from '../enrich/secret-lines.js';
import { type FindingsFile } from '../report-file.js';
import { kindOfPath } from '../source/file-kind.js';
import { isMarkedGenerated } from '../source/generated-mark.js';
import { ENRICH_LIMITS } from '../source/limits.js';
import { readTrackedFile } from '../source/read-tracked-file.js';
import { extensionWithoutDot } from '../source/scopes/read-scopes.js';
import { type SourceFile } from '../source/source-file.js';
import { type FoundDirective } from './found-directive.js';
import { hasSigns, Lexer } from './lexemes.js';
import { mayHaveDirectives, readDirectives } from './read-directives.js';

/** Sources whose directives are read. */
export interface DirectiveSources {
  /** The checkout's top folder, links resolved. */
  readonly root: string;
  readonly tracked: readonly string[];
  /** Files that a change touches, which are read; null: all are. */
  readonly touched: TouchedFiles | null;
  /** Files that .gitattributes declares generated or vendored. */
  readonly generated: ReadonlySet<string>;
  /** Secrets that the reports of tools name: they are in no line that is sent. */
  readonly secrets: KnownSecrets;
  /** Called with anything that went wrong without being a failure. */
  readonly explain: (message: string) => void;
}

/** Files of a change whose directives are read. */
export interface TouchedFiles {
  readonly paths: readonly string[];
  /** Finds those of some files that were a tool's output before the change. */
  readonly findGeneratedBefore: (paths: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Directives as they are sent, and their number. */
export interface DirectiveReport {
  readonly file: FindingsFile;
  readonly count: number;
}

const DIRECTIVES = 'directives';
const NO_COMMENTS = /^(?:json|lock|csv|tsv|txt|svg|map|snap)$/;
/** Lines around a directive that it is recognized by. */
const CONTEXT_LINES = 3;

/** Reads the directives that silence tools into a report; empty where there are none. */
export async function reportDirectives(sources: DirectiveSources): Promise<DirectiveReport> {
  const { explain } = sources;
  const lexer = new Lexer(explain);
  const suppressions: object[] = [];
  for await (const file of sourcesWithDirectives(sources)) {
    const { path } = file;
    const found = readDirectives(path, file.text, await lexer.read(path, file.text));
    if (found.length === 0) continue;
    const { lines } = withoutSecrets(file, sources.secrets.lines.get(path)).lines;
    for (const directive of found) suppressions.push(toJson(path, lines, directive));
  }
  if (suppressions.length > MAX_DIRECTIVES)
    explain(`${suppressions.length} directives were found; only the first ${MAX_DIRECTIVES} are sent`);
  const content = Buffer.from(JSON.stringify({ suppressions: suppressions.slice(0, MAX_DIRECTIVES) }));
  return {
    count: suppressions.length,
    file: blankReport({ kind: 'findings', name: DIRECTIVES, format: 'suppressions', content }, sources.secrets),
  };
}

/** Sources that may have directives, in their order; then those of a change that are a tool's output by what it says itself. */
async function* sourcesWithDirectives(sources: DirectiveSources): AsyncGenerator<SourceFile> {
  const { root, tracked, touched, generated, explain } = sources;
  const trackedSet = new Set(tracked);
  const read = async (path: string): Promise<SourceFile | null> => {
    const file = await readTrackedFile(root, trackedSet, path, ENRICH_LIMITS.fileBytes, {
      hasBinary: touched !== null,
    });
    if (typeof file !== 'string') return mayHaveDirectives(file.text) ? file : null;
    if (touched !== null) explain(`directives of ${path} cannot be read (${file.replaceAll('_', ' ')})`);
    return null;
  };
  const claimed: string[] = [];
  for (const path of touched?.paths ?? tracked) {
    if (!hasComments(path)) continue;
    if (kindOfPath(path) === 'generated' || generated.has(path)) {
      claimed.push(path);
      continue;
    }
    const file = await read(path);
    if (file === null) continue;
    if (file.isMinified || isMarkedGenerated(file.text)) claimed.push(path);
    else yield file;
  }
  if (touched === null) return;
  const before = await touched.findGeneratedBefore(claimed);
  for (const path of claimed) {
    const file = before.has(path) ? null : await read(path);
    if (file !== null) yield file;
  }
}

/** True for a file of a language with comments. */
export const hasComments = (path: string): boolean =>
  !NO_COMMENTS.test(extensionWithoutDot(path)) && (extensionWithoutDot(path) === 'ipynb' || hasSigns(path));

function toJson(path: string, lines: readonly string[], found: FoundDirective): object {
  const { line, endLine, family, directive, rules, reach, reason } = found;
  const start = Math.max(1, line - CONTEXT_LINES);
  return {
    ...{ file_path: path, line, family, directive, rules, reach },
    reason: reason && blankTokens(reason).slice(0, MAX_REASON_LENGTH),
    ...(endLine !== null && reach === 'block' && { end_line: endLine }),
    context: { start_line: start, text: lines.slice(start - 1, line + CONTEXT_LINES).join('\n') },
  };
}
