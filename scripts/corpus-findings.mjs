/**
 * Checks the findings readers against a folder of real reports with independently computed counts: `truth.json` says for
 * each file whether it is valid, and what it holds. Usage: node scripts/corpus-findings.mjs [folder]
 *
 * Exit code 0 when every answer is exact (or the folder is not there, which is said), else 1.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, '../shared/corpus'));
if (!existsSync(join(folder, 'truth.json'))) {
  console.log(`SKIPPED: no truth.json in ${folder}; nothing was checked`);
  process.exit(0);
}

const { parseFindings, openReportDocument, readSarif, readCpdBlocks, readJscpdBlocks, readGitlab, readEslint } =
  await loadReaders();

/** Counts in each format's truth, from a report as its reader returns it and as it is classified. */
const COUNTS = {
  sarif: countSarif,
  eslint: countEslint,
  lizard: countLizard,
  jscpd: countJscpd,
  cpd: countCpd,
  gitlab: countGitlab,
};

const truths = Object.entries(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')).files);
const refusals = {};
const differences = truths.flatMap(([name, truth]) => {
  const bytes = readFileSync(join(folder, name));
  const isOurs = truth.format in COUNTS && truth.valid;
  const found = isOurs ? differencesOf(bytes, truth) : differencesOfRefused(bytes);
  return found.map((difference) => ({ file: name, ...difference }));
});

if (differences.length > 0) console.table(differences);
const wrong = new Set(differences.map(({ file }) => file)).size;
for (const [reason, count] of Object.entries(refusals)) console.log(`refused ${count} results: ${reason}`);
console.log(`${truths.length - wrong} of ${truths.length} exact (coverage and unsupported reports must be refused)`);
process.exit(wrong === 0 ? 0 : 1);

/** Functions of the compiled service, which is built first where it is missing. */
async function loadReaders() {
  const domain = join(root, 'dist/src/domain/findings');
  if (!existsSync(join(domain, 'parse-findings.js'))) {
    execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  }
  const names = ['report-document', 'read-sarif', 'read-cpd', 'read-jscpd', 'read-gitlab', 'read-eslint'];
  const readers = await Promise.all(names.map((name) => import(join(domain, `readers/${name}.js`))));
  return Object.assign({}, await import(join(domain, 'parse-findings.js')), ...readers);
}

function differencesOfRefused(bytes) {
  const answer = parseFindings(bytes);
  if (!answer.ok) return [];
  return [{ what: 'valid', expected: 'refused', found: `${answer.value.format}, ${answer.value.resultCount} results` }];
}

function differencesOf(bytes, truth) {
  const answer = parseFindings(bytes);
  if (!answer.ok) return [{ what: 'valid', expected: 'read', found: `${answer.error.code}: ${answer.error.message}` }];
  const report = answer.value;
  for (const { reason } of report.rejected) refusals[reason] = (refusals[reason] ?? 0) + 1;
  const findings = report.runs.flatMap((run) => run.findings);
  const accounted = findings.length + report.rejected.length + report.withoutFinding;
  const found = {
    format: report.format,
    ...COUNTS[truth.format](openReportDocument(bytes).value, report, findings),
  };
  const expected = { ...truth, ...expectedBesides(truth) };
  return [
    ...(accounted === report.resultCount
      ? []
      : [{ what: 'accounted', expected: report.resultCount, found: accounted }]),
    ...Object.keys(found)
      .filter((key) => canonical(found[key]) !== canonical(expected[key]))
      .map((key) => ({ what: key, expected: canonical(expected[key]), found: canonical(found[key]) })),
  ];
}

/** Truths that are named otherwise, or follow from several. */
function expectedBesides(truth) {
  switch (truth.format) {
    case 'sarif':
      return { tools: [...new Set(truth.tools.map((tool) => tool ?? 'unknown'))] };
    case 'eslint':
      return { results: truth.messages + truth.suppressed };
    default:
      return {};
  }
}

/** Levels and suppressions of every result: those that the service refuses for their path or state are counted too. */
function countSarif({ value: log, results: cut }, report) {
  const runs = (log.runs ?? []).map((run, at) => ({ ...run, results: [...(cut.get(at)?.values() ?? [])] }));
  const written = runs.flatMap((run) => run.results);
  const kept = { ...log, runs: runs.map((run) => ({ ...run, results: run.results.map(asKept) })) };
  const results = [...readSarif(kept).value.results].map(({ result }) => result);
  return {
    runs: runs.length,
    tools: report.runs.map(({ tool }) => tool),
    results: report.resultCount,
    levels: { error: 0, warning: 0, note: 0, none: 0, ...countBy(results, ({ evidence }) => evidence.level) },
    suppressed_effective: results.filter(({ isSuppressed }) => isSuppressed).length,
    with_partialFingerprints: results.filter((result) => Object.keys(result.partialFingerprints).length > 0).length,
    without_artifact_uri: results.filter(({ filePath }, at) => filePath === null && !namesRoot(written[at])).length,
    with_security_severity: results.filter(({ evidence }) => evidence.securitySeverity !== null).length,
  };
}

/** The result as if its problem were still there, in a file below the root. */
function asKept(result) {
  return { ...JSON.parse(JSON.stringify(result).replaceAll('../', '')), baselineState: undefined };
}

/** True when the result is about the folder as a whole: it has an artifact, but none that is a file. */
function namesRoot(result) {
  return result.locations?.some(
    ({ physicalLocation }) => physicalLocation?.artifactLocation?.uri?.replaceAll(/[./]/g, '') === '',
  );
}

function countEslint({ value }, report, findings) {
  const results = [...readEslint(value).value.results].filter(({ ok }) => ok).map(({ result }) => result);
  const shown = results.filter(({ isSuppressed }) => !isSuppressed);
  return {
    results: report.resultCount,
    errors: shown.filter(({ evidence }) => evidence.level === 'error').length,
    warnings: shown.filter(({ evidence }) => evidence.level === 'warning').length,
    suppressed: findings.filter(({ isSuppressed }) => isSuppressed).length,
  };
}

function countLizard(_document, report, findings) {
  return { functions: report.resultCount, ccn_gt_10: findings.length, sum_nloc: report.linesOfCode };
}

function countJscpd({ value }, report) {
  const { blocks, lines } = measureBlocks(readJscpdBlocks(value));
  return {
    duplicates: blocks,
    recomputed_pct: report.duplicationPct === null ? null : Math.round(report.duplicationPct * 100) / 100,
    sum_fragment_lines: lines,
  };
}

function countCpd({ bytes }) {
  const { blocks } = readCpdBlocks(bytes).value;
  return {
    duplications: measureBlocks(blocks).blocks,
    occurrences: blocks.reduce((sum, { others }) => sum + others.length + 1, 0),
    sum_lines: blocks.reduce((sum, { lines }) => sum + lines, 0),
  };
}

/** Blocks as a report names them: its findings are fewer where several blocks are copies of one text. */
function measureBlocks(read) {
  const placed = read.filter((block) => !('refused' in block));
  const lines = placed.reduce((sum, { place }) => sum + place.endLine - place.startLine + 1, 0);
  return { blocks: placed.length, lines };
}

function countGitlab({ value }, report, findings) {
  const issues = [...readGitlab(value).value.results].map(({ result }) => result);
  return {
    entries: findings.length,
    distinct_fingerprints: new Set(issues.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0])).size,
    files: new Set(issues.map(({ filePath }) => filePath)).size,
  };
}

function countBy(items, keyOf) {
  return items.reduce((counts, item) => ({ ...counts, [keyOf(item)]: (counts[keyOf(item)] ?? 0) + 1 }), {});
}

/** One spelling for values to compare and show, whatever the order of an object's keys. */
function canonical(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort()));
}
