/**
 * Measures reads of a scan of 100,000 findings beside the same reads of one of 1,000: the first page of the list, the 15th,
 * the last one, and pages under filters; and all 100,000 as columns, gzipped, with the longest stretch that the service's
 * event loop worked without a turn meanwhile. Facets, groups, a comparison of the scan with itself and the first read of a
 * scan, which loads it, are printed and not judged. Then pages of scans of 3,000 findings whose CODEOWNERS has 10,000 patterns,
 * of folders and files or with four wildcards in a name, beside those without: the first read of a scan, and the next one.
 *
 * Usage: node bench/findings-reads.mjs [rounds, 5] [--service DIR] [--owners]. Needs the compiled service (npm run build); `--service`
 * names the folder of another build, whose missing routes are left out. `--owners` measures the pages with owners alone. The two scans take turns; figures are medians,
 * ratios are medians of the ratios within one round.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sarifOf } from './findings-generator.mjs';
import { median, ratio } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { longestOf, must, send, timed, uploadOf, withWatchedService } from './support/watched-service.mjs';

const { values, positionals } = parseArgs({
  options: { service: { type: 'string' }, owners: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const ROUNDS = Number(positionals[0] ?? 5);
const WARM_UP_ROUNDS = 1;
const REQUESTS_A_ROUND = 5;
const LARGE = scaled(100_000, 2_000);
const SMALL = scaled(1_000, 200);
const PAGE = 10;
const OWNED = scaled(3_000, 200);
const OWNER_PATTERNS = scaled(10_000, 200);
const GOALS = { overSmall: 3, columnsMs: 1_000, gapMs: 25, overUnowned: 2 };

/** Patterns of folders and files as people write them, and patterns that are compared with the name of each file. */
const CODE_OWNERS = {
  ordinary: (at) =>
    [`/src/module-${at % 50}/part-${at}/`, `file-${at}.js`, `/docs/**/page-${at}-*.md`, `*.kind${at}`][at % 4],
  wildcard: (at) => `*e*${at % 10}*.*${at}*`,
};

const verdicts = [];
const main = values.service && path.join(path.resolve(values.service), 'dist/src/main.js');
await withWatchedService(measure, { main });
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measure(service) {
  const get = (route, headers = {}) =>
    send(`${service.url}/api${route}`, { headers: { authorization: `Bearer ${service.token}`, ...headers } });
  if (!values.owners) await measureSizes(service, get);
  await measureOwners(service, get);
}

async function measureSizes(service, get) {
  const scans = { large: await aScan(service, LARGE), small: await aScan(service, SMALL) };
  const has = async (route) => get(route).then(Boolean, () => false);

  const first = await timed(() => get(`/scans/${scans.large}/findings?limit=${PAGE}`));
  console.log(`first read of a scan of ${LARGE}: ${first.toFixed(0)} ms`);

  const cursors = { large: await cursorsOf(get, scans.large), small: await cursorsOf(get, scans.small) };
  const pages = {
    'first page': () => '',
    '15th page': (size) => `&cursor=${cursors[size].fifteenth}`,
    'last page': (size) => `&cursor=${cursors[size].last}`,
    'filter by severity': () => '&severity=medium',
    'filter by folder and newness': () => '&path=src/module-7&is_new=false',
    'filter by tool': () => '&tool=analyzer',
    'search for a text': () => '&q=value12',
  };
  for (const [what, query] of Object.entries(pages)) {
    const route = (size) => `/scans/${scans[size]}/findings?sort=path&limit=${PAGE}${query(size)}`;
    if (!(await has(route('small')))) continue;
    await compare(what, get, route);
  }
  for (const what of ['facets', 'groups', 'compare']) {
    const route = (size) =>
      what === 'compare'
        ? `/scans/${scans[size]}/compare/${scans[size]}`
        : `/scans/${scans[size]}/findings${what === 'facets' ? '/facets' : '?group_by=path'}`;
    if (await has(route('small'))) await compare(what, get, route, { isJudged: false });
  }
  await measureColumns(service, get, `/scans/${scans.large}/findings/columns?limit=200000`);
}

async function aScan({ api, ...service }, count, codeOwners = null) {
  const repo = `bench/reads-${count}${codeOwners === null ? '' : '-owned'}`;
  const { scan_id: scan } = await must(api('POST', '/scans', { repo, branch: 'main' }));
  if (codeOwners !== null) await must(api('POST', `/scans/${scan}/files`, { paths: [], code_owners: codeOwners }));
  await (
    await uploadOf(service, `/scans/${scan}/findings`, {}, sarifOf(count, false))
  )();
  await must(api('POST', `/scans/${scan}/complete`, {}));
  return scan;
}

/**
 * A cursor names a place in the order, whatever the filter: that of the last page is the one after the first findings of the
 * file that comes last.
 */
async function cursorsOf(get, scan) {
  const list = async (query) => JSON.parse(await get(`/scans/${scan}/findings?sort=path&limit=${PAGE}${query}`));
  let fifteenth = '';
  for (let page = 1; page < 15; page += 1) fifteenth = (await list(fifteenth && `&cursor=${fifteenth}`)).next_cursor;
  let lastPath = '';
  for (const module of Array.from({ length: 50 }, (_, at) => at)
    .sort()
    .reverse()) {
    for (let cursor = ''; cursor !== null;) {
      const { findings, next_cursor } = await list(`&path=src/module-${module}${cursor && `&cursor=${cursor}`}`);
      lastPath = findings.at(-1)?.file_path ?? lastPath;
      cursor = next_cursor;
    }
    if (lastPath !== '') break;
  }
  return { fifteenth, last: (await list(`&path=${encodeURIComponent(lastPath)}`)).next_cursor };
}

async function compare(what, get, route, { isJudged = true } = {}) {
  const times = { large: [], small: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1)
    for (const size of ['large', 'small']) {
      const ofRound = [];
      for (let turn = 0; turn < REQUESTS_A_ROUND; turn += 1) ofRound.push(await timed(() => get(route(size))));
      if (round >= 0) times[size].push(median(ofRound));
    }
  const measured = ratio(times.large, times.small);
  console.log(
    `${what}: ${median(times.large)} ms of ${LARGE} findings, ${median(times.small)} ms of ${SMALL}: ${measured}`,
  );
  if (isJudged) verdict(`${what}, of ${LARGE} beside ${SMALL}`, measured, GOALS.overSmall);
}

async function measureOwners(service, get) {
  for (const [kind, patternOf] of Object.entries(CODE_OWNERS)) {
    const lines = Array.from({ length: OWNER_PATTERNS }, (_, at) => `${patternOf(at)} @acme/team-${at % 300}`);
    const times = { owned: { first: [], next: [] }, unowned: { first: [], next: [] } };
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1)
      for (const which of ['owned', 'unowned']) {
        const route = `/scans/${await aScan(service, OWNED, which === 'owned' ? lines.join('\n') : null)}/findings?limit=100`;
        const first = await timed(() => get(route));
        const next = [];
        for (let turn = 0; turn < REQUESTS_A_ROUND; turn += 1) next.push(await timed(() => get(route)));
        if (round < 0) continue;
        times[which].first.push(first);
        times[which].next.push(median(next));
      }
    for (const read of ['first', 'next']) {
      const [owned, unowned] = [times.owned[read], times.unowned[read]];
      const what = `${read} page of ${OWNED} findings, ${OWNER_PATTERNS} ${kind} patterns`;
      console.log(`${what}: ${median(owned)} ms, without ${median(unowned)} ms: ${ratio(owned, unowned)}`);
      verdict(`${what}, of one without`, ratio(owned, unowned), GOALS.overUnowned);
    }
  }
}

async function measureColumns({ longestTurn }, get, route) {
  const times = [];
  const turns = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    await longestTurn();
    const ms = await timed(() => get(route, { 'accept-encoding': 'gzip' })).catch(() => null);
    if (ms === null) return console.log('columns: no such route');
    const turn = await longestTurn();
    if (round < 0) continue;
    times.push(ms);
    turns.push(turn);
  }
  const { workedMs, text } = longestOf(turns);
  console.log(`${LARGE} findings as columns, gzip: ${median(times)} ms; ${text}`);
  verdict(`${LARGE} as columns, gzip, ms`, median(times), GOALS.columnsMs);
  verdict('columns: longest turn in ms', workedMs, GOALS.gapMs);
}

function verdict(what, measured, goal) {
  verdicts.push({ what, measured, goal: `at most ${goal}`, met: measured <= goal });
}
