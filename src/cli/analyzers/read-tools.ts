import path from 'node:path';
import { type PlainResult, toSarif } from './sarif.js';
import { type AnalyzerReport, type ToolCall } from './tool.js';

// Readers for tools that write neither SARIF nor another format of the service.

/** A parsed JSON object, not validated yet. */
type Json = Readonly<Record<string, unknown>>;

const parse = (written: string): unknown => JSON.parse(written) as unknown;

function listOf(value: unknown, what: string): readonly Json[] {
  if (Array.isArray(value)) return value as Json[];
  throw new Error(`it has no list of ${what}`);
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Relative to the root, with forward slashes. */
function fromRoot(file: string, { inventory }: ToolCall): string {
  const relative = path.isAbsolute(file) ? path.relative(inventory.root, file) : file;
  return path.posix.normalize(relative.split(path.sep).join('/'));
}

/** lizard's table as it is: the service reads it. */
export function readLizard(written: string): AnalyzerReport {
  const rows = written.split('\n').filter((line) => line.trim() !== '');
  if (rows.some((row) => !/^(\d+,|NLOC\b)/.test(row))) throw new Error('it is not a lizard table');
  return { format: 'lizard', content: written, count: rows.length };
}

const BANDIT_LEVELS: Readonly<Record<string, PlainResult['level']>> = { HIGH: 'error', MEDIUM: 'warning', LOW: 'note' };

/** bandit's JSON; its SARIF needs an extra package. */
export function readBandit(written: string, call: ToolCall): AnalyzerReport {
  const results = listOf((parse(written) as Json).results, 'results').map((each): PlainResult => ({
    rule: textOf(each.test_id),
    level: BANDIT_LEVELS[textOf(each.issue_severity)] ?? 'note',
    message: textOf(each.issue_text),
    file: fromRoot(textOf(each.filename), call),
    startLine: numberOf(each.line_number),
  }));
  return toSarif('bandit', call.version, results);
}

/** radon's blocks by file; the cyclomatic complexity goes into the message, where the service reads it. */
export function readRadon(written: string, call: ToolCall): AnalyzerReport {
  const byFile = parse(written) as Readonly<Record<string, unknown>>;
  const results = Object.entries(byFile).flatMap(([file, blocks]) => {
    // For a file that it cannot parse, radon writes an error instead of a list.
    if (!Array.isArray(blocks)) return [];
    return (blocks as Json[])
      .filter((block) => block.type !== 'class')
      .map((block): PlainResult => {
        const name = [block.classname, block.name].filter((part) => typeof part === 'string').join('.');
        return {
          rule: 'complexity',
          level: 'warning',
          message: `'${name}' has a complexity of ${Number(block.complexity)}`,
          file: fromRoot(file, call),
          startLine: numberOf(block.lineno),
          endLine: numberOf(block.endline),
        };
      });
  });
  return toSarif('radon', call.version, results);
}

/** `path:line: unused function 'f' (60% confidence)`. */
const VULTURE_LINE = /^(.+?):(\d+): (.+?) \((\d+)% confidence(?:, \d+ lines?)?\)$/;

export function readVulture(written: string, call: ToolCall): AnalyzerReport {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  const results = lines.map((line): PlainResult => {
    const [, file, number, message] = VULTURE_LINE.exec(line.trim()) ?? [];
    if (file === undefined || message === undefined)
      throw new Error(`it is not a line of vulture output: ${line.slice(0, 200)}`);
    const rule =
      /^(unused \w+|unreachable code|redundant \w+)/.exec(message)?.[1]?.replaceAll(' ', '-') ?? 'unused-code';
    return { rule, level: 'note', message, file: fromRoot(file, call), startLine: Number(number) };
  });
  return toSarif('vulture', call.version, results);
}

const SHELLCHECK_LEVELS: Readonly<Record<string, PlainResult['level']>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  style: 'note',
};

export function readShellcheck(written: string, call: ToolCall): AnalyzerReport {
  const results = listOf((parse(written) as Json).comments, 'comments').map((each): PlainResult => ({
    rule: `SC${Number(each.code)}`,
    level: SHELLCHECK_LEVELS[textOf(each.level)] ?? 'note',
    message: textOf(each.message),
    file: fromRoot(textOf(each.file), call),
    startLine: numberOf(each.line),
    startColumn: numberOf(each.column),
    endLine: numberOf(each.endLine),
    // SARIF's end column is exclusive. Without a marked range both columns are equal, and there is no end.
    ...(each.endColumn !== each.column && { endColumn: numberOf(each.endColumn) }),
  }));
  return toSarif('shellcheck', call.version, results);
}

export function readHadolint(written: string, call: ToolCall): AnalyzerReport {
  const results = listOf(parse(written), 'results').map((each): PlainResult => ({
    rule: textOf(each.code),
    level: SHELLCHECK_LEVELS[textOf(each.level)] ?? 'note',
    message: textOf(each.message),
    file: fromRoot(textOf(each.file), call),
    startLine: numberOf(each.line),
    startColumn: numberOf(each.column),
  }));
  return toSarif('hadolint', call.version, results);
}

/**
 * ESLint's JSON with paths from the root, of the files that are analyzed. Complexity is left to the bundled ESLint, which
 * measures it by the same bound in every repository.
 */
export function readOwnEslint(written: string, call: ToolCall): AnalyzerReport {
  const listed = new Set(call.inventory.sources);
  const files = listOf(parse(written), 'results')
    .map((file) => ({ ...file, filePath: fromRoot(textOf(file.filePath), call) }))
    .filter(({ filePath }) => listed.has(filePath))
    .map((file) => ({
      ...file,
      messages: listOf((file as Json).messages, 'messages').filter(({ ruleId }) => ruleId !== 'complexity'),
    }));
  const count = files.reduce((sum, { messages }) => sum + messages.length, 0);
  return { format: 'eslint', content: JSON.stringify(files), count };
}

/** Kinds of knip's issues in words; a kind that is not here is not reported. */
const KNIP_ISSUES: Readonly<Record<string, string>> = {
  dependencies: 'unused dependency',
  devDependencies: 'unused devDependency',
  optionalPeerDependencies: 'referenced optional peer dependency',
  unlisted: 'unlisted dependency',
  unresolved: 'unresolved import',
  exports: 'unused export',
  nsExports: 'unused export in namespace',
  types: 'unused exported type',
  nsTypes: 'unused exported type in namespace',
  enumMembers: 'unused enum member',
  classMembers: 'unused class member',
  namespaceMembers: 'unused namespace member',
};

/** knip's JSON: unused files, and by file what is unused in it. */
export function readKnip(written: string, call: ToolCall): AnalyzerReport {
  const report = parse(written) as Json;
  const listed = new Set(call.inventory.tracked);
  const issues = listOf(report.issues, 'issues');
  const unusedFiles = [
    ...(Array.isArray(report.files) ? (report.files as unknown[]) : []),
    ...issues.flatMap(filesOfIssue),
  ];
  const results = [
    ...unusedFiles.map((file): PlainResult => {
      const name = textOf(typeof file === 'object' && file !== null ? (file as Json).name : file);
      return { rule: 'files', level: 'warning', message: `unused file ${name}`, file: fromRoot(name, call) };
    }),
    ...issues.flatMap((issue) =>
      Object.entries(KNIP_ISSUES).flatMap(([kind, words]) =>
        symbolsOf(issue[kind]).map((symbol): PlainResult => ({
          rule: kind,
          level: 'note',
          message: `${words} '${textOf(symbol.name)}'`,
          file: fromRoot(textOf(issue.file), call),
          startLine: numberOf(symbol.line),
          startColumn: numberOf(symbol.col),
        })),
      ),
    ),
  ];
  return toSarif(
    'knip',
    call.version,
    results.filter(({ file }) => listed.has(file)),
  );
}

/** Newer versions list unused files with the issues of that file. */
const filesOfIssue = (issue: Json): readonly unknown[] =>
  Array.isArray(issue.files) ? (issue.files as unknown[]) : [];

/** A list of symbols, or (members of enums and classes) a list for each owner. */
function symbolsOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return (value as unknown[]).flat() as Json[];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((each) => symbolsOf(each)) : [];
}
