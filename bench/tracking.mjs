#!/usr/bin/env node
// The tracking of findings as a filter: reads one case per line {id, baseline: [...], current: [...], renames?, changes?,
// base?: [...]} and answers one line per case {id, labels: {<current id>: {label, base?, matched_by?}}, blobBytes,
// blobFindings}. What was known before goes through its stored form, so that only hashes and integers reach the verdict.
// Run against labelled cases with
//   npx tsc -p tsconfig.build.json && node ../shared/tracking/score.mjs --cmd "node bench/tracking.mjs"
import readline from 'node:readline';

const domain = '../dist/src/domain';
const { changedFile } = await import(`${domain}/changes/changed-lines.js`);
const { extractFeatures } = await import(`${domain}/findings/features/extract-features.js`);
const { EVERY_FILE, hashChanges, hashRenames, NO_FILE, NOTHING_KNOWN } = await import(
  `${domain}/findings/matching/known-changes.js`
);
const { EMPTY_BASELINE, packBaseline, unpackBaseline } = await import(`${domain}/findings/tracking/pack-baseline.js`);
const { LineMap } = await import(`${domain}/findings/matching/line-map.js`);
const { trackFindings } = await import(`${domain}/findings/tracking/track-findings.js`);

const SECRET = new TextEncoder().encode('a secret that only this benchmark has');

function judge({ id, baseline, base = null, current, renames = [], changes }) {
  const known = [...baseline, ...(base ?? [])];
  const stored = store(baseline, 0);
  const isFromBaseline = base === null && changes !== undefined && fits(baseline, current, changes);
  const { findings } = trackFindings({
    current: extractFeatures(current.map(toFinding), SECRET),
    baseline: unpackBaseline(stored),
    base: base && unpackBaseline(store(base, baseline.length)),
    exactIn: base !== null || isFromBaseline ? EVERY_FILE : NO_FILE,
    ranOnBase: base === null ? 'all' : 'held',
    previous: EMPTY_BASELINE,
    marked: EMPTY_BASELINE,
    isBaselineScan: false,
    changes: changes
      ? hashChanges(toChangedLines(changes), SECRET)
      : { ...NOTHING_KNOWN, renames: hashRenames(renames, SECRET) },
  });
  const labels = Object.fromEntries(
    findings.map(({ isNew, issueId, matchedBy, newBecause }, row) => [
      current[row].id,
      isNew
        ? { label: 'NEW', new_because: newBecause }
        : { label: 'OLD', base: issueId === null ? undefined : known[issueId].id, matched_by: matchedBy },
    ]),
  );
  return { id, labels, blobBytes: stored.length, blobFindings: baseline.length };
}

/** Findings as their stored form, as problems numbered from `first` on. */
function store(findings, first) {
  return packBaseline({
    features: extractFeatures(findings.map(toFinding), SECRET),
    issueIds: findings.map((_, number) => first + number),
    firstSeenScanIds: findings.map(() => 1),
  });
}

function toChangedLines({ files, deleted }) {
  const changed = files.map(({ path, old_path, added, hunks, hunks_w }) =>
    changedFile({
      path,
      oldPath: old_path ?? null,
      added,
      hunks: hunks ?? null,
      hunksIgnoringSpace: hunks_w ?? null,
    }),
  );
  return { files: [...changed, ...deleted.map((path) => changedFile({ path, status: 'deleted' }))] };
}

function toFinding(given) {
  const { ruleId, severity, message, path, snippet, context, scope, startLine, startColumn, endLine, endColumn } =
    given;
  return {
    tool: 'analyzer',
    ruleId,
    type: 'code_smell',
    severity,
    debtKind: 'other',
    message,
    filePath: path,
    region: {
      startLine: startLine ?? null,
      startColumn: startColumn ?? null,
      endLine: endLine ?? null,
      endColumn: endColumn ?? null,
    },
    snippet: snippet ?? null,
    context: context ?? null,
    scope: scope ?? null,
    partialFingerprints: {},
    isSuppressed: false,
  };
}

/**
 * True when the baseline is of the version that the changes start from. A service knows the commits of both; cases have
 * none, so the findings have to show it: on lines that the diff keeps they are where the baseline has them, files that
 * it does not name have no others than before, and few are of rules without findings in the baseline.
 */
function fits(baseline, current, { files, deleted }) {
  const [byPath, byOldPath] = [({ path }) => path, ({ path, old_path }) => old_path ?? path].map(
    (pathOf) => new Map(files.map((file) => [pathOf(file), file])),
  );
  const mapOf = (file) => new LineMap(file?.hunks_w ?? file?.hunks ?? []);
  const textOf = ({ snippet }) => snippet?.trim();
  const before = new Lines();
  const places = new Set();
  for (const finding of baseline.filter(({ path }) => !deleted.includes(path))) {
    const file = byOldPath.get(finding.path);
    const path = file?.path ?? finding.path;
    const line = mapOf(file).newLineOf(finding.startLine);
    before.add([path, finding.ruleId, finding.message, textOf(finding)], line);
    places.add(JSON.stringify([path, finding.ruleId, line]));
  }
  const now = new Lines();
  const rules = new Set(baseline.map(({ ruleId }) => ruleId));
  const left = { unnamed: 0, unnamedKept: 0, foreign: 0, kept: 0 };
  for (const { path, ruleId, message, startLine, ...rest } of current) {
    now.add([path, ruleId, message, textOf(rest)], startLine);
    const file = byPath.get(path);
    if (new LineMap(file?.hunks ?? []).hunkOfNew(startLine) >= 0) continue;
    const isMatched = places.has(JSON.stringify([path, ruleId, startLine]));
    left.kept += 1;
    if (!file) left.unnamedKept += 1;
    if (!file && !isMatched) left.unnamed += 1;
    if (!rules.has(ruleId)) left.foreign += 1;
  }
  const shared = [...now.lines].map(([key, line]) => [before.lines.get(key), line]).filter(([was, is]) => was && is);
  const moved = shared.filter(([was, is]) => was !== is).length;
  return (
    moved <= (baseline[0]?.snippet === undefined ? 0.1 : 0.01) * shared.length &&
    left.unnamed <= 0.005 * left.unnamedKept &&
    (left.foreign < 10 || left.foreign <= 0.2 * left.kept)
  );
}

/** The lines of findings that are the only ones with their key; null for the keys of several. */
class Lines {
  lines = new Map();

  add(parts, line) {
    const key = JSON.stringify(parts);
    this.lines.set(key, this.lines.has(key) ? null : line);
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(judge(JSON.parse(line)))}\n`);
}
