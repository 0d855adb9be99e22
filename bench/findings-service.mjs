/**
 * Measures reports of findings through the real service, uploaded and completed, beside a binary COPY of as many rows as
 * versions before segments stored (support/raw-copy.mjs), and the longest stretch that the service's event loop worked
 * without a turn meanwhile:
 *
 * - 100,000 findings (SARIF, each with its flagged line and scope, without and with the lines around it): the first scan of a
 *   repository; a change of one percent of the files; a change that touches every file
 * - 1,000 findings, which the base has, on a base of 100,000, beside a base of 1,000
 *
 * Usage: node bench/findings-service.mjs [rounds, 5] [--service DIR]. Needs the compiled service (npm run build); `--service`
 * names the folder of another build, as of the commit before. Uploads and COPY take turns; figures are medians, each ratio is
 * the median of the ratios within one round.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isOfOnePercent, sarifOf } from './findings-generator.mjs';
import { median, ratio } from './support/figures.mjs';
import { openRawCopy } from './support/raw-copy.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { longestOf, must, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const { values, positionals } = parseArgs({ options: { service: { type: 'string' } }, allowPositionals: true });
const ROUNDS = Number(positionals[0] ?? 5);
const WARM_UP_ROUNDS = 1;
const FINDINGS = scaled(100_000);
const FEW = scaled(1_000, 20);
const GOALS = { first: 2.5, onePercent: 1.8, every: null, few: 1.3, gapMs: 25 };

const verdicts = [];
await withWatchedService(
  async (service) => {
    const reference = await openRawCopy(service.superuser);
    try {
      for (const hasContext of [false, true]) await measureLarge(service, reference, hasContext);
    } finally {
      await reference.close();
    }
    await measureFew(service);
  },
  { main: values.service && path.resolve(values.service, 'dist/src/main.js') },
);
console.table(verdicts);
process.exit(exitCodeOf(verdicts.filter(({ met }) => met !== null)));

async function measureLarge(service, { rowsOf, copy }, hasContext) {
  const before = sarifOf(FINDINGS, false, { hasContext });
  const reports = {
    onePercent: sarifOf(FINDINGS, isOfOnePercent, { hasContext }),
    every: sarifOf(FINDINGS, true, { hasContext }),
  };
  const what = `SARIF of ${(before.length / 1e6).toFixed(0)} MB`;
  const times = { copy: [], first: [], onePercent: [], every: [] };
  const turns = { first: [], onePercent: [], every: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const repo = `bench/findings-${hasContext}-${round}`;
    const measured = { first: await take(service, { repo, branch: 'main' }, before) };
    const rows = await rowsOf(FINDINGS);
    const copyMs = await timed(() => copy(rows));
    for (const [name, report] of Object.entries(reports))
      measured[name] = await take(service, { repo, branch: `change-${name}`, pr_number: 7 }, report);
    if (round < 0) continue;
    times.copy.push(copyMs);
    for (const [name, { ms, turn }] of Object.entries(measured)) {
      times[name].push(ms);
      turns[name].push(turn);
    }
  }
  const names = { first: 'first scan', onePercent: 'one percent of the files changed', every: 'every file changed' };
  for (const [name, text] of Object.entries(names)) {
    console.log(
      `${what}, ${text}: ${median(times[name])} ms, COPY ${median(times.copy)} ms; ${longestOf(turns[name]).text}`,
    );
    verdict(`${what}, ${text}: of COPY`, ratio(times[name], times.copy), GOALS[name]);
    verdict(`${what}, ${text}: longest turn in ms`, longestOf(turns[name]).workedMs, GOALS.gapMs);
  }
}

/** A small report on a large base, beside one on a small base. */
async function measureFew(service) {
  const report = sarifOf(FEW, false);
  for (const [repo, count] of [
    ['bench/few-on-many', FINDINGS],
    ['bench/few-on-few', FEW],
  ])
    await take(service, { repo, branch: 'main' }, sarifOf(count, false));
  const times = { many: [], few: [] };
  for (let round = -WARM_UP_ROUNDS; round < 3 * ROUNDS; round += 1) {
    const many = await take(service, { repo: 'bench/few-on-many', branch: 'change', pr_number: 1 }, report);
    const few = await take(service, { repo: 'bench/few-on-few', branch: 'change', pr_number: 1 }, report);
    if (round < 0) continue;
    times.many.push(many.ms);
    times.few.push(few.ms);
  }
  console.log(`${FEW} findings on ${FINDINGS}: ${median(times.many)} ms, on ${FEW}: ${median(times.few)} ms`);
  verdict(`${FEW} findings on ${FINDINGS}, of those on ${FEW}`, ratio(times.many, times.few), GOALS.few);
}

/** Uploads a report to a new scan and completes it; the time of both, and the longest turn meanwhile. */
async function take(service, scan, report) {
  const { scan_id: id } = await must(service.api('POST', '/scans', scan));
  const upload = await uploadOf(service, `/scans/${id}/findings`, {}, report);
  await service.longestTurn();
  const ms = await timed(async () => {
    await upload();
    await must(service.api('POST', `/scans/${id}/complete`, {}));
  });
  return { ms, turn: await service.longestTurn() };
}

function verdict(what, measured, goal) {
  const met = goal === null ? null : measured <= goal;
  verdicts.push({ what, measured, goal: goal === null ? 'none' : `at most ${goal}`, met });
}
