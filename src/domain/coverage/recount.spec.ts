import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generateReport } from '../../../bench/coverage-generator.mjs';
import { changedFile, type LineRange } from '../changes/changed-lines.js';
import { countLines } from '../changes/line-ranges.js';
import { detailOf } from './coverage-detail.js';
import { measureChange } from './measure-change.js';
import { parseCoverage } from './parse-coverage.js';
import { coverageOfChange } from './patch-coverage.js';

/** By path and line, the most hits. */
type Hits = Map<string, Map<number, number>>;

/** Reads reports in a few lines of its own, for nothing but to be counted beside the real readers. */
const PLAIN_READERS: Readonly<Record<string, (text: string) => Hits>> = {
  lcov(text) {
    const hits: Hits = new Map();
    let file = '';
    for (const line of text.split(/\r?\n/)) {
      const [, key, value] = /^(SF|DA):(.*)$/.exec(line) ?? [];
      if (key === 'SF') file = value!.trim().replaceAll('\\', '/');
      if (key === 'SF' && !hits.has(file)) hits.set(file, new Map());
      if (key === 'DA') take(hits, file, ...(value!.split(',').slice(0, 2).map(Number) as [number, number]));
    }
    return hits;
  },
  cobertura(text) {
    const hits: Hits = new Map();
    for (const [, head, body] of text.matchAll(/<class\b([^>]*?)(?:\/>|>([\s\S]*?)<\/class>)/g)) {
      const file = /\bfilename\s*=\s*"([^"]*)"/.exec(head!)![1]!.replaceAll('\\', '/');
      if (file !== '' && !hits.has(file)) hits.set(file, new Map());
      const own = (body ?? '').replaceAll(/<methods\b[\s\S]*?<\/methods>/g, '');
      const from = /<line\b/.test(own) ? own : (body ?? '');
      for (const [, attributes] of from.matchAll(/<line\b([^>]*?)\/?>/g)) {
        const number = Number(/\bnumber\s*=\s*"(\d+)"/.exec(attributes!)?.[1]);
        take(hits, file, number, Number(/\bhits\s*=\s*"(\d+)"/.exec(attributes!)?.[1] ?? 0));
      }
    }
    return hits;
  },
};

function take(hits: Hits, file: string, line: number, count: number): void {
  const lines = hits.get(file);
  if (lines === undefined || !(line >= 1)) return;
  lines.set(line, Math.max(lines.get(line) ?? 0, count > 0 ? count : 0));
}

/** Some lines of each file are added: stretches, single lines, and lines behind the end. The same for every run. */
function someChange(hits: Hits): { path: string; added: LineRange[] }[] {
  return [...hits].sort().flatMap(([file, lines], at) => {
    if (at % 7 === 6) return [];
    const last = Math.max(0, ...lines.keys());
    const added: LineRange[] = [];
    for (let from = 1 + (at % 5); from <= last + 20; from += 3 + ((from * 7 + at) % 11)) {
      const previous = added.at(-1);
      const range: LineRange = [from, from + ((from + at) % 3)];
      if (previous === undefined || previous[1] + 1 < range[0]) added.push(range);
    }
    return [{ path: file, added }];
  });
}

/** Each added line looked up on its own. */
function recount(hits: Hits, change: ReturnType<typeof someChange>): { total: number; missed: string[] } {
  let total = 0;
  const missed: string[] = [];
  for (const { path: file, added } of change)
    for (const [from, to] of added)
      for (let line = from; line <= to; line++) {
        const count = hits.get(file)!.get(line);
        if (count === undefined) continue;
        total += 1;
        if (count === 0) missed.push(`${file}:${line}`);
      }
  return { total, missed };
}

function expectToAgree(bytes: Uint8Array, format: 'lcov' | 'cobertura'): number {
  const hits = PLAIN_READERS[format]!(Buffer.from(bytes).toString());
  const change = someChange(hits);
  const parsed = parseCoverage(bytes, { format });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const files = new Map(parsed.value.files.map((file) => [file.path, file]));
  const linesOf = (file: string) => files.get(file) ?? null;
  const changed = { files: change.map((file) => changedFile(file)) };
  const known = { linesOf, extensions: new Set<string>(), unmatchedNames: new Set<string>() };
  const measured = measureChange(changed, known);
  const { total, missed } = recount(hits, change);
  expect([measured.linesTotal, measured.linesTotal - measured.linesCovered]).toEqual([total, missed.length]);
  expect(coverageOfChange(changed, linesOf)).toEqual({
    linesTotal: measured.linesTotal,
    linesCovered: measured.linesCovered,
  });
  const named = measured.uncovered.flatMap(({ filePath, ranges }) =>
    ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => `${filePath}:${from + at}`)),
  );
  expect(named).toEqual(missed);
  const shown = detailOf(measured, true, { count: 0, firstTen: [] }).uncovered!;
  const counted = measured.uncovered.map((file) => ({ ...file, lines: countLines(file.ranges) }));
  expect(shown).toEqual(counted.slice(0, 200).map((file) => ({ ...file, ranges: file.ranges.slice(0, 100) })));
  return total;
}

describe('coverage of a change, counted again line by line', () => {
  it.each(['lcov', 'cobertura'] as const)('is the same for a made report of %s', (format) => {
    expect(expectToAgree(generateReport(format, 1_000_000), format)).toBeGreaterThan(1_000);
  });

  /** Real reports, where they are there: they are nobody's to be copied here. */
  const folder = process.env.REPORT_CORPUS ?? path.resolve('../shared/corpus');
  const reports = (['lcov', 'cobertura'] as const).flatMap((format) => {
    const inFormat = path.join(folder, format);
    if (!existsSync(inFormat)) return [];
    return readdirSync(inFormat).map((name) => ({ format, name, file: path.join(inFormat, name) }));
  });
  if (reports.length === 0) process.stderr.write(`SKIPPED: no real reports in ${folder} (REPORT_CORPUS)\n`);

  (reports.length === 0 ? it.skip : it)('is the same for every real report', () => {
    let counted = 0;
    const differing: string[] = [];
    for (const { format, name, file } of reports) {
      const bytes = readFileSync(file);
      if (!parseCoverage(bytes, { format }).ok) continue;
      try {
        if (expectToAgree(bytes, format) > 0) counted += 1;
      } catch (error) {
        differing.push(`${format}/${name}: ${(error as Error).message}`);
      }
    }
    expect(differing).toEqual([]);
    expect(counted).toBeGreaterThan(10);
  });
});
