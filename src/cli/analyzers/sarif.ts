import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Log, type Result } from 'sarif';
import { type AnalyzerReport } from './tool.js';

/** A result of a tool that writes no SARIF of its own. */
export interface PlainResult {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note' | 'none';
  readonly message: string;
  readonly file: string;
  readonly startLine?: number | undefined;
  readonly startColumn?: number | undefined;
  readonly endLine?: number | undefined;
  /** The column after the last. */
  readonly endColumn?: number | undefined;
}

/** Results as SARIF 2.1.0. */
export function toSarif(tool: string, version: string | null, results: readonly PlainResult[]): AnalyzerReport {
  const log: Log = {
    version: '2.1.0',
    runs: [{ tool: { driver: { name: tool, ...(version !== null && { version }) } }, results: results.map(toResult) }],
  };
  return { format: 'sarif', content: JSON.stringify(log), count: results.length };
}

function toResult({ rule, level, message, file, ...place }: PlainResult): Result {
  const { startLine, startColumn, endLine, endColumn } = place;
  const region =
    startLine === undefined
      ? {}
      : {
          region: {
            startLine,
            ...(startColumn !== undefined && { startColumn }),
            ...(endLine !== undefined && { endLine }),
            ...(endColumn !== undefined && { endColumn }),
          },
        };
  const artifactLocation = { uri: encodeURI(file) };
  return {
    ruleId: rule,
    level,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, ...region } }],
  };
}

/**
 * SARIF as a tool wrote it, with its results in files that are analyzed, by paths from the root. Tools that look around
 * themselves also look into what git ignores and what is excluded.
 */
export function keepListed(written: string, root: string, listed: readonly string[]): AnalyzerReport {
  const log = JSON.parse(written) as Log;
  if (!Array.isArray(log.runs)) throw new Error('it is not SARIF');
  const known = new Set(listed);
  let count = 0;
  for (const run of log.runs) {
    run.results = (run.results ?? []).filter((result) => isListed(result, root, known));
    count += run.results.length;
    // These name the folder of this machine, which means nothing elsewhere.
    delete run.originalUriBaseIds;
  }
  return { format: 'sarif', content: JSON.stringify(log), count };
}

function isListed(result: Result, root: string, known: ReadonlySet<string>): boolean {
  const artifact = result.locations?.[0]?.physicalLocation?.artifactLocation;
  if (artifact?.uri === undefined) return true;
  const file = pathOf(artifact.uri, root);
  if (!known.has(file)) return false;
  artifact.uri = encodeURI(file);
  delete artifact.uriBaseId;
  return true;
}

function pathOf(uri: string, root: string): string {
  const file = /^file:\/\//i.test(uri) ? fileURLToPath(uri) : decode(uri);
  const relative = path.isAbsolute(file) ? path.relative(root, file) : file;
  return path.posix.normalize(relative.split(path.sep).join('/'));
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
