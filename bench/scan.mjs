// One scan of 10,000 findings and 5,000 covered files, phase by phase, beside a reference that does the least that could
// be done with the same bytes: a raw COPY of the stored rows and JSON.parse of the report, or a line by line walk of the
// tracefile. Medians and ratios.
// Usage: node bench/scan.mjs [rounds]
import { formOf } from '../scripts/support/running-service.mjs';
import { median, ratio } from './support/figures.mjs';
import { openRawCopy } from './support/raw-copy.mjs';
import { scaled } from './support/scale.mjs';
import { must, timed, withWatchedService } from './support/watched-service.mjs';

const rounds = Number(process.argv[2] ?? 5);
const FINDINGS = scaled(10_000);
const FILES = scaled(5_000);
const LINES = 40;

const sarif = Buffer.from(JSON.stringify(sarifOf(FINDINGS)));
const lcov = Buffer.from(lcovOf(FILES, LINES));
const times = { findings: [], copy: [], parseSarif: [], coverage: [], walkLcov: [], complete: [], status: [] };

await withWatchedService(async ({ api, superuser }) => {
  const reference = await openRawCopy(superuser);
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const branch = round === 0 ? 'main' : `change-${round}`;
      const scan = await must(api('POST', '/scans', { repo: 'bench/scan', branch }));
      const id = scan.scan_id;
      const measured = {
        parseSarif: await timed(() => JSON.parse(sarif.toString('utf8'))),
        findings: await timed(() => must(api('POST', `/scans/${id}/findings`, formOf({}, sarif)))),
        copy: await timedCopy(reference, id),
        walkLcov: await timed(() => lcov.toString('utf8').split('\n').length),
        coverage: await timed(() => must(api('POST', '/quality/coverage/upload', formOf({ scan_id: id }, lcov)))),
        complete: await timed(() => must(api('POST', `/scans/${id}/complete`, {}))),
        status: await timed(() => must(api('GET', `/quality/gates/status/${id}`))),
      };
      // The first round fills the baseline and warms up.
      if (round > 0) for (const [figure, time] of Object.entries(measured)) times[figure].push(time);
    }
  } finally {
    await reference.close();
  }
});

console.log(
  `SARIF ${(sarif.length / 2 ** 20).toFixed(1)} MiB, lcov ${(lcov.length / 2 ** 20).toFixed(1)} MiB, ${rounds} rounds`,
);
console.table({
  'findings upload, matched and stored': {
    ms: median(times.findings),
    reference: 'COPY of the rows',
    ratio: ratio(times.findings, times.copy),
  },
  'COPY of the rows': { ms: median(times.copy), reference: 'JSON.parse', ratio: ratio(times.copy, times.parseSarif) },
  'coverage upload, merged and stored': {
    ms: median(times.coverage),
    reference: 'split into lines',
    ratio: ratio(times.coverage, times.walkLcov),
  },
  complete: { ms: median(times.complete), reference: 'status', ratio: ratio(times.complete, times.status) },
  status: { ms: median(times.status), reference: '', ratio: '' },
});

async function timedCopy({ rowsOf, copy }, scanId) {
  const rows = await rowsOf(scanId);
  return timed(() => copy(rows));
}

function sarifOf(count) {
  const results = Array.from({ length: count }, (_, index) => {
    const line = 1 + (index % 200);
    return {
      ruleId: `rule-${index % 50}`,
      level: 'note',
      message: { text: `Value ${index} is never used.` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `src/module-${Math.floor(index / 20)}/file.ts` },
            region: {
              startLine: line,
              startColumn: 3,
              snippet: { text: `  const value${index} = compute(${index % 97});` },
            },
          },
        },
      ],
    };
  });
  return { version: '2.1.0', runs: [{ tool: { driver: { name: 'bench', version: '1', rules: [] } }, results }] };
}

function lcovOf(files, lines) {
  const parts = [];
  for (let file = 0; file < files; file += 1) {
    parts.push(`SF:src/module-${file % 500}/file-${file}.ts`);
    for (let line = 1; line <= lines; line += 1) parts.push(`DA:${line},${(line * file) % 7}`);
    parts.push('end_of_record');
  }
  return `${parts.join('\n')}\n`;
}
