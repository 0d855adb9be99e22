#!/usr/bin/env node
// The tracking of findings as a filter: reads one case per line {id, baseline: [...], current: [...], renames?, changes?,
// base?: [...]} and answers one line per case {id, labels: {<current id>: {label, base?, matched_by?}}, blobBytes,
// blobFindings}. What was known before goes through its stored form, so that only hashes and integers reach the verdict.
// Run against labelled cases with
//   npx tsc -p tsconfig.build.json && node ../shared/tracking/score.mjs --cmd "node bench/tracking.mjs"
import readline from 'node:readline';

const domain = '../dist/src/domain';
const { changedFile } = await import(`${domain}/changes/changed-lines.js`);
const { extractFeatures } = await import(`${domain}/findings/matching/extract-features.js`);
const { hashChanges, hashRenames, NOTHING_KNOWN } = await import(`${domain}/findings/matching/known-changes.js`);
const { EMPTY_BASELINE, packBaseline, unpackBaseline } = await import(`${domain}/findings/matching/pack-baseline.js`);
const { trackFindings } = await import(`${domain}/findings/tracking/track-findings.js`);

const SECRET = new TextEncoder().encode('a secret that only this benchmark has');

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(judge(JSON.parse(line)))}\n`);
}

function judge({ id, baseline, base = null, current, renames = [], changes }) {
  const known = [...baseline, ...(base ?? [])];
  const stored = store(baseline, 0);
  const isFromBaseline = base === null && changes !== undefined && fits(baseline, current, changes);
  const { findings } = trackFindings({
    current: extractFeatures(current.map(toFinding), SECRET),
    baseline: unpackBaseline(stored),
    base: base && unpackBaseline(store(base, baseline.length)),
    isBaseExact: base !== null || isFromBaseline,
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
function fits() {
  return process.env.FIT === '1';
}
