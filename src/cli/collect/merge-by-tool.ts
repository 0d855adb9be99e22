import { parseFindings } from '../../domain/findings/parse-findings.js';
import { toSarifLog } from '../enrich/report-draft.js';
import { CliError } from '../exit-code.js';
import { type FindingsFile } from '../report-file.js';

type Merge = (files: readonly FindingsFile[]) => FindingsFile[];

/**
 * The service keeps one report per tool and scan: a later one of the same tool replaces the earlier. Where several were
 * collected (one per package, or the bundled ESLint beside the repository's own) they become one here, so that none is lost.
 *
 * @throws {CliError} of kind `unusable_input` where several reports of a format cannot become one
 */
export function mergeByTool(files: readonly FindingsFile[]): readonly FindingsFile[] {
  const byFormat = new Map<FindingsFile['format'], FindingsFile[]>();
  for (const file of files) byFormat.set(file.format, [...(byFormat.get(file.format) ?? []), file]);
  return [...byFormat].flatMap(([format, group]) => (group.length === 1 ? group : MERGES[format](group)));
}

const MERGES: Readonly<Record<FindingsFile['format'], Merge>> = {
  eslint: concatResults,
  gitlab: concatResults,
  sarif: mergeSarif,
  lizard: concatLines,
  jscpd: refuse,
  cpd: refuse,
  checkstyle: convertAndMerge,
  sonarqube: convertAndMerge,
  'gitlab-security': convertAndMerge,
  pylint: convertAndMerge,
  pmd: convertAndMerge,
  spotbugs: convertAndMerge,
  rdjson: convertAndMerge,
  rdjsonl: convertAndMerge,
  lines: convertAndMerge,
  gitleaks: convertAndMerge,
  trufflehog: convertAndMerge,
  'detect-secrets': convertAndMerge,
  cppcheck: convertAndMerge,
  stylelint: convertAndMerge,
  ruff: convertAndMerge,
  phpcs: convertAndMerge,
  markdownlint: convertAndMerge,
  suppressions: (files) => [...files],
};

function refuse(files: readonly FindingsFile[]): never {
  const names = files.map(({ name }) => name).join(', ');
  throw new CliError(
    'unusable_input',
    `${files.length} reports come from one tool (${names}), but the service keeps only one.`,
    'Name the one that counts with --findings, or write one report for the whole repository.',
  );
}

function merged(files: readonly FindingsFile[], content: string): FindingsFile {
  const [first] = files;
  if (first === undefined) throw new Error('nothing to merge');
  const { reportPath, ...rest } = first;
  const isOneFolder = files.every((file) => folderOf(file) === folderOf(first));
  return {
    ...rest,
    name: files.map(({ name }) => name).join(' + '),
    content: Buffer.from(content),
    ...(isOneFolder && reportPath !== undefined && { reportPath }),
  };
}

const folderOf = ({ reportPath }: FindingsFile): string | undefined => reportPath?.replace(/[^/]*$/, '');

/** Lists of results, bare or (ESLint with its rules' metadata) in an object. */
function concatResults(files: readonly FindingsFile[]): FindingsFile[] {
  const results = files.flatMap((file) => {
    const content = parseJson(file) as unknown[] | { readonly results: unknown[] };
    return Array.isArray(content) ? content : content.results;
  });
  return [merged(files, JSON.stringify(results))];
}

/** lizard's table has a header only on request; one left in the middle would be a broken row. */
function concatLines(files: readonly FindingsFile[]): FindingsFile[] {
  if (files.some(({ content }) => content.toString('latin1', 0, 64).trimStart().startsWith('<'))) refuse(files);
  const lines = files.map(({ content }) =>
    content
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
  );
  const header = /^NLOC\s*,/i;
  const rows = lines.flatMap((each, index) => (index > 0 && header.test(each[0] ?? '') ? each.slice(1) : each));
  return [merged(files, rows.join('\n') + '\n')];
}

/**
 * Reports become the SARIF of their findings, which can be joined by tool. One that cannot be read stays as it is, and one
 * of a tool that broke off, since only its own form says so.
 */
function convertAndMerge(files: readonly FindingsFile[]): FindingsFile[] {
  const converted = files.map((file): FindingsFile => {
    const read = parseFindings(file.content);
    if (!read.ok || read.value.runs.some(({ state }) => state !== 'ok')) return file;
    return { ...file, format: 'sarif', content: Buffer.from(JSON.stringify(toSarifLog(read.value))) };
  });
  const isSarif = ({ format }: FindingsFile): boolean => format === 'sarif';
  return [...mergeSarif(converted.filter(isSarif)), ...converted.filter((file) => !isSarif(file))];
}

interface SarifLog {
  readonly runs?: readonly { readonly tool?: { readonly driver?: { readonly name?: string } } }[];
}

/** Logs that share a tool become one with the runs of all; the others stay as they are. */
function mergeSarif(files: readonly FindingsFile[]): FindingsFile[] {
  const groups: { tools: Set<string>; members: { file: FindingsFile; log: SarifLog }[] }[] = [];
  for (const file of files) {
    const log = parseJson(file) as SarifLog;
    const tools = new Set((log.runs ?? []).map((run) => (run.tool?.driver?.name ?? '').toLowerCase()));
    const joined = groups.filter((group) => [...tools].some((tool) => group.tools.has(tool)));
    const home = joined[0] ?? { tools: new Set<string>(), members: [] };
    if (joined.length === 0) groups.push(home);
    for (const other of joined.slice(1)) {
      other.tools.forEach((tool) => home.tools.add(tool));
      home.members.push(...other.members);
      groups.splice(groups.indexOf(other), 1);
    }
    tools.forEach((tool) => home.tools.add(tool));
    home.members.push({ file, log });
  }
  return groups.map(({ members }) => {
    const [only] = members;
    if (members.length === 1 && only !== undefined) return only.file;
    const runs = members.flatMap(({ log }) => log.runs ?? []);
    return merged(
      members.map(({ file }) => file),
      JSON.stringify({ ...members[0]?.log, runs }),
    );
  });
}

function parseJson(file: FindingsFile): unknown {
  try {
    return JSON.parse(file.content.toString('utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CliError('unusable_input', `${file.name} is not valid JSON: ${(error as Error).message}`);
  }
}
