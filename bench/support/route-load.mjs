/**
 * The load of bench/support/route-bench.mjs, in a process of its own: asks for random ids with autocannon as one JSON argument says,
 * and prints what came of it. Latencies are taken per answer: autocannon's own percentiles are whole milliseconds.
 */
import autocannon from 'autocannon';

const { port, path = '', suffix = '', headers, ids, seconds, rate, isInOrder = false } = JSON.parse(process.argv[2]);
const CONNECTIONS = 32;
/** Ids per connection; the same again afterwards. */
const ASKED_PER_CONNECTION = 2_000;
let connections = 0;

const latencies = [];
const run = autocannon({
  url: `http://127.0.0.1:${port}`,
  connections: CONNECTIONS,
  duration: seconds,
  ...(rate && { overallRate: rate }),
  setupClient: (client) => client.setRequests(isInOrder ? shareOfAll(connections++) : randomOnes()),
});
run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
const result = await run;

latencies.sort((a, b) => a - b);
const percentile = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
process.stdout.write(
  JSON.stringify({
    perSecond: latencies.length / result.duration,
    p50: percentile(0.5),
    p99: percentile(0.99),
    answers: latencies.length,
    failures: result.non2xx + result.errors + result.timeouts,
  }),
);

function randomOnes() {
  return Array.from({ length: ASKED_PER_CONNECTION }, () => aRequest(Math.floor(Math.random() * ids.count)));
}

/** All connections together ask for every id. */
function shareOfAll(connection) {
  return Array.from({ length: Math.ceil(ids.count / CONNECTIONS) }, (_, index) =>
    aRequest((index * CONNECTIONS + connection) % ids.count),
  );
}

function aRequest(offset) {
  return { method: 'GET', path: `${path}/${ids.first + offset}${suffix}`, headers };
}
