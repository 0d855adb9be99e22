#!/usr/bin/env node
// The matcher as a filter: reads one case per line {id, baseline: [...], current: [...], renames?} and answers one line
// per case {id, labels: {<current id>: {label, base?, matched_by?}}, blobBytes, blobFindings}. The baseline goes through
// its stored form, so that only hashes and integers reach the verdict. Run against labelled cases with
//   npx tsc -p tsconfig.build.json && node ../shared/tracking/score.mjs --cmd "node bench/tracking.mjs"
import readline from 'node:readline';

const matching = '../dist/src/domain/findings/matching';
const { extractFeatures } = await import(`${matching}/extract-features.js`);
const { hashRenames } = await import(`${matching}/known-changes.js`);
const { matchFindings } = await import(`${matching}/match-findings.js`);
const { packBaseline, unpackBaseline } = await import(`${matching}/pack-baseline.js`);

const SECRET = new TextEncoder().encode('a secret that only this benchmark has');

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(judge(JSON.parse(line)))}\n`);
}

function judge({ id, baseline, current, renames = [] }) {
  const numbers = baseline.map((_, number) => number);
  const stored = packBaseline({
    features: extractFeatures(baseline.map(toFinding), SECRET),
    issueIds: numbers,
    firstSeenScanIds: numbers.map(() => 1),
  });
  const known = unpackBaseline(stored);
  const changes = { renames: hashRenames(renames, SECRET), added: null };
  const verdicts = matchFindings(known.features, extractFeatures(current.map(toFinding), SECRET), changes);
  const labels = Object.fromEntries(
    verdicts.map(({ isNew, baselineRow, matchedBy }, row) => [
      current[row].id,
      isNew
        ? { label: 'NEW' }
        : { label: 'OLD', base: baseline[known.issueIds[baselineRow]].id, matched_by: matchedBy },
    ]),
  );
  return { id, labels, blobBytes: stored.length, blobFindings: baseline.length };
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
