/**
 * Measures a report of 100,000 findings (SARIF, each with its flagged line and scope, without and with the lines around
 * it) through the real service, uploaded to a change against a baseline of 100,000 and committed, beside a binary COPY of
 * the same rows into a table like that of the findings, with its indexes, that holds what that one holds; and the longest
 * stretch that the service's event loop worked without a turn meanwhile, and (not judged) while a scan of as many findings
 * completes as the baseline, and while a change is scanned again.
 *
 * Usage: node bench/findings-service.mjs [rounds, 5]. Needs the compiled service (npm run build). Upload and COPY take
 * turns; figures are medians, the ratio is the median of the ratios within one round.
 */
import { sarifOf } from './findings-generator.mjs';
import { median, ratio } from './support/figures.mjs';
import { openRawCopy } from './support/raw-copy.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { longestOf, must, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const WARM_UP_ROUNDS = 1;
const FINDINGS = scaled(100_000);
const GOALS = { overCopy: 3.5, gapMs: 25 };

const verdicts = [];
await withWatchedService(async (service) => {
  const reference = await openRawCopy(service.superuser);
  try {
    for (const hasContext of [false, true]) await measure(service, reference, hasContext);
  } finally {
    await reference.close();
  }
});
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measure(service, { rowsOf, copy }, hasContext) {
  const repo = `bench/findings-${hasContext ? 'with' : 'without'}-context`;
  const before = sarifOf(FINDINGS, false, { hasContext });
  const report = sarifOf(FINDINGS, true, { hasContext });
  const what = `SARIF of ${(report.length / 1e6).toFixed(0)} MB`;

  const baseline = await newScan(service, { repo, branch: 'main' });
  await (
    await uploadOf(service, `/scans/${baseline}/findings`, {}, before)
  )();
  const completed = await turnDuring(service, () => must(service.api('POST', `/scans/${baseline}/complete`, {})));
  await copy(await rowsOf(baseline));

  const times = { upload: [], copy: [] };
  const turns = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const scan = await newScan(service, { repo, branch: `change-${round}` });
    const upload = await uploadOf(service, `/scans/${scan}/findings`, {}, report);
    let uploadMs = 0;
    const turn = await turnDuring(service, async () => (uploadMs = await timed(upload)));
    const rows = await rowsOf(scan);
    const copyMs = await timed(() => copy(rows));
    if (round < 0) continue;
    times.upload.push(uploadMs);
    times.copy.push(copyMs);
    turns.push(turn);
  }

  const again = await newScan(service, { repo, branch: 'change-0' });
  const uploadedAgain = await turnDuring(service, await uploadOf(service, `/scans/${again}/findings`, {}, report));

  const { workedMs, text } = longestOf(turns);
  console.log(`${what}: upload ${median(times.upload)} ms, COPY ${median(times.copy)} ms; ${text}`);
  console.log(`${what}: completed as the baseline, ${longestOf([completed]).text}`);
  console.log(`${what}: uploaded to the same change again, ${longestOf([uploadedAgain]).text}`);
  verdict(`${what}: uploaded, matched, committed, of COPY`, ratio(times.upload, times.copy), GOALS.overCopy);
  verdict(`${what}: longest turn in ms`, workedMs, GOALS.gapMs);
}

async function turnDuring({ longestTurn }, work) {
  await longestTurn();
  await work();
  return longestTurn();
}

function verdict(what, measured, goal) {
  verdicts.push({ what, measured, goal: `at most ${goal}`, met: measured <= goal });
}

async function newScan({ api }, scan) {
  return (await must(api('POST', '/scans', scan))).scan_id;
}
