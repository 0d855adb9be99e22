import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countOf } from '../../domain/count-of.js';
import { groupCopies } from '../../domain/findings/clones/group-copies.js';
import { type KeptResults } from '../cache/result-cache.js';
import { alwaysThere, type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { findBodiless } from './duplication/bodiless.js';
import { findCodeLines } from './duplication/code-lines.js';
import { type CodeLines, countClone, type JscpdPlace } from './duplication/counted-clones.js';
import { matchCounted } from './duplication/counted-files.js';
import { fromRoot, measureDuplication } from './duplication/measure-changes.js';
import { type JscpdReport, MEASURE, readJscpdVersion } from './duplication/run-jscpd.js';

/** Duplicated blocks, with the jscpd that is bundled. */
export const jscpd: Analyzer = {
  name: 'jscpd',
  family: 'jscpd',
  runsRepositoryCode: false,
  isApplicable: ({ sources }) => sources.length > 0,
  findObstacle: alwaysThere,
  run: findDuplication,
};

/**
 * Runs jscpd over the tracked sources. A repository's .jscpd.json is not read: it could switch the measure off, and the
 * same percentage would mean something else in every repository
 * (docs/adr/qgate.md#analyzers-without-repository-configuration).
 */
async function findDuplication(task: AnalyzerTask): Promise<AnalyzerResult> {
  const version = await readJscpdVersion();
  const sources = task.inventory.sources.filter(matchCounted(task.duplicationExclude));
  if (sources.length === 0) return nothingFound(version);
  const reported = await measureDuplication(task, sources);
  const bodiless = await task.cache.open<readonly number[]>('bodiless', {});
  const report = await countCode(reported, task.inventory.root, bodiless);
  await bodiless.save();
  const { total } = report.statistics;
  return {
    reports: [{ kind: 'findings', format: 'jscpd', name: 'jscpd', content: Buffer.from(JSON.stringify(report)) }],
    outcome: countOf(countTexts(report), 'duplicated block'),
    tool: { name: 'jscpd', version },
    // Without a file or a line it says 0 percent of nothing.
    duplicationPct: total.sources === 0 || total.lines === 0 ? null : Math.min(100, total.percentage),
  };
}

/**
 * Leaves out clones without code of their own, names paths from the root, and counts the totals again.
 *
 * @param bodiless lines of declarations without a body, of files with these contents
 */
async function countCode(
  report: JscpdReport,
  root: string,
  bodiless: KeptResults<readonly number[]>,
): Promise<JscpdReport> {
  const named = report.duplicates.map((clone) => ({
    ...clone,
    firstFile: { ...clone.firstFile, name: fromRoot(root, clone.firstFile.name) },
    secondFile: { ...clone.secondFile, name: fromRoot(root, clone.secondFile.name) },
  }));
  const sources = new Map<string, CodeLines | null>();
  for (const name of new Set(named.flatMap(({ firstFile, secondFile }) => [firstFile.name, secondFile.name])))
    sources.set(name, await readSource(root, name, bodiless));
  const duplicates = named.flatMap(
    (clone) => countClone(clone, (name) => sources.get(name) ?? null, MEASURE.minLines) ?? [],
  );
  const duplicatedLines = duplicates.reduce((sum, { lines }) => sum + lines, 0);
  const { total } = report.statistics;
  const percentage = total.lines === 0 ? 0 : (100 * duplicatedLines) / total.lines;
  return {
    ...report,
    duplicates,
    statistics: { ...report.statistics, total: { ...total, clones: duplicates.length, duplicatedLines, percentage } },
  };
}

async function readSource(
  root: string,
  name: string,
  bodiless: KeptResults<readonly number[]>,
): Promise<CodeLines | null> {
  try {
    const text = await readFile(path.join(root, name), 'utf8');
    const isCode = findCodeLines(name, text);
    const known = bodiless.find(name);
    const found = known ?? (await findBodiless(name, text));
    if (known === undefined && found !== null) bodiless.keep(name, found);
    for (const line of found ?? []) isCode[line - 1] = false;
    return { lines: text.split(/\r\n|\n|\r/), isCode };
  } catch {
    return null;
  }
}

/** Duplicated texts, each once however many copies it has. */
function countTexts({ duplicates }: JscpdReport): number {
  const placeOf = ({ name, start, end }: JscpdPlace) => ({ filePath: name, startLine: start, endLine: end });
  return groupCopies(
    duplicates.map(({ firstFile, secondFile, fragment }) => ({
      places: [placeOf(firstFile), placeOf(secondFile)],
      text: fragment,
    })),
  ).length;
}

/** Nothing counts in any of the files. */
const nothingFound = (version: string): AnalyzerResult => ({
  reports: [
    {
      kind: 'findings',
      format: 'jscpd',
      name: 'jscpd',
      content: Buffer.from('{"statistics":{"total":{"lines":0,"sources":0,"duplicatedLines":0}},"duplicates":[]}'),
    },
  ],
  outcome: countOf(0, 'duplicated block'),
  tool: { name: 'jscpd', version },
  duplicationPct: null,
});
