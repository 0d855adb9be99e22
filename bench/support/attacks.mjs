// In a thread of its own, so that what is sent does not hold up who measures: one organization asks for far too much.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { sarifOf } from '../findings-generator.mjs';
import { answerTo } from './answer-to.mjs';

const { name, url, tokens, target, sizes } = workerData;
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const statuses = {};
/** Functions that end the requests under way. */
const ends = new Set();
let isOver = false;
parentPort.on('message', () => {
  isOver = true;
  for (const end of ends) end();
});

const ATTACKS = {
  uploads: () => many(sizes.uploads, uploading(sarifOf(sizes.uploadedFindings, false))),
  metrics: () => many(sizes.anonymous, getting('/metrics')),
  ready: () => many(sizes.anonymous, getting('/api/health/ready')),
  document: () => many(sizes.anonymous, getting('/api/openapi.json')),
  exports: () => many(sizes.exports, getting(`/api/scans/${target.largeScan}/sarif`, tokens.viewer)),
  polls: () => many(sizes.polls, polling(`/api/quality/gates/status/${target.pendingScan}?wait=30`)),
  bodies: () => many(sizes.bodies, holdingBody),
  list: () => many(sizes.lists, getting(`/api/scans/${target.largeScan}/findings?limit=100`, tokens.viewer)),
  tenants: () => many(sizes.greedy, scanning(sarifOf(sizes.greedyFindings, false))),
};

let begun = { atMs: 0, processorMs: 0 };
await ATTACKS[name]();
agent.destroy();
// Of the time since it began, the part for which this thread had a processor.
const processorShare = (processorMs() - begun.processorMs) / (performance.now() - begun.atMs);
parentPort.postMessage({ statuses, processorShare });

/** Time that this thread has had on a processor, in milliseconds. */
function processorMs() {
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ', 1)[0]) / 1e6;
}

/** So many connections that repeat a step until it is over. */
async function many(connections, step) {
  begun = { atMs: performance.now(), processorMs: processorMs() };
  parentPort.postMessage('begun');
  await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      while (!isOver) await step(index);
    }),
  );
}

/** A request whose status is counted. One that fails is repeated after a pause, as one that is refused. */
async function send(options, { body, isKept } = {}) {
  try {
    const answer = await answerTo({ hostname, port, agent, ...options }, { body, isKept, onSent: abortWhenOver });
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    return answer;
  } catch {
    if (isOver) return { status: 0, retryAfter: 0 };
    statuses.broken = (statuses.broken ?? 0) + 1;
    await sleep(100);
    return { status: 0, retryAfter: 0 };
  }
}

function abortWhenOver(sent) {
  const end = () => sent.destroy();
  ends.add(end);
  sent.once('close', () => ends.delete(end));
}

function bearing(token) {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function getting(path, token) {
  return () => send({ path, headers: bearing(token) });
}

/** Polls, and comes again when the answer says so. */
function polling(path) {
  const poll = getting(path, tokens.viewer);
  return async () => {
    const { retryAfter } = await poll();
    for (const end = Date.now() + retryAfter * 1000; Date.now() < end && !isOver;) await sleep(100);
  };
}

function uploading(report) {
  const headers = {
    ...bearing(tokens.member),
    'content-type': 'application/sarif+json',
    'content-length': report.length,
  };
  return (index) =>
    send({ method: 'POST', path: `/api/scans/${target.uploadScans[index]}/findings`, headers }, { body: report });
}

/** A scan as a pipeline makes it, then three pages of its list. */
function scanning(report) {
  const post = (path, body, type = 'application/json') => {
    const headers = { ...bearing(tokens.member), 'content-type': type, 'content-length': Buffer.byteLength(body) };
    return send({ method: 'POST', path, headers }, { body, isKept: true });
  };
  return async (index) => {
    const { status, body } = await post('/api/scans', JSON.stringify({ repo: 'acme/web', branch: `change-${index}` }));
    if (status !== 201) return;
    const { scan_id: scan } = JSON.parse(body);
    await post(`/api/scans/${scan}/findings`, report, 'application/sarif+json');
    await post(`/api/scans/${scan}/complete`, '{}');
    const list = getting(`/api/scans/${scan}/findings?limit=100`, tokens.viewer);
    for (let page = 0; page < 3; page += 1) await list();
  };
}

/** A body that comes but for its last byte. */
function holdingBody() {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const length = sizes.bodyBytes;
    socket.write(
      [
        'POST /api/scans HTTP/1.1',
        `Host: ${hostname}`,
        `Authorization: Bearer ${tokens.member}`,
        'Content-Type: application/json',
        `Content-Length: ${length}`,
        '',
        `{"repo":"${'x'.repeat(length - 10)}`,
      ].join('\r\n'),
    );
    const done = (result) => {
      statuses[result] = (statuses[result] ?? 0) + 1;
      ends.delete(end);
      socket.destroy();
      setTimeout(resolve, 100);
    };
    const end = () => done('held to the end');
    ends.add(end);
    socket.once('data', (bytes) => done(bytes.toString('latin1', 9, 12)));
    socket.once('error', () => done('broken'));
  });
}
