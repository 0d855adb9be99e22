// Endpoints in a thread of their own: receivers of webhooks, and a forge that takes statuses. The port's first message has
// their addresses; each request of a kind that is watched is posted with its time since the epoch,
// and all that are not posted yet at a message.
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

/** Answers after so long, in ms; null: never. */
const DELAYS = { prompt: 0, slow: 25, dead: null };
/** Arrivals of one message. */
const BATCH_MS = 20;

let arrivals = [];
let timer = null;
const note = (arrival) => {
  arrivals.push({ ...arrival, at: performance.timeOrigin + performance.now() });
  timer ??= setTimeout(post, BATCH_MS);
};
const post = () => {
  clearTimeout(timer);
  parentPort.postMessage({ arrivals });
  [arrivals, timer] = [[], null];
};

const bodyOf = async (request) => Buffer.concat(await request.toArray()).toString();

const receive = (kind, delayMs) => async (request, response) => {
  const id = request.headers['webhook-id'];
  await bodyOf(request);
  note({ kind, id });
  if (delayMs === null) return;
  setTimeout(() => response.writeHead(204).end(), delayMs);
};

/** As much of GitHub as a status takes. */
async function answerAsForge(request, response) {
  const body = await bodyOf(request);
  const send = (status, value) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const posted = /\/statuses\/(\w+)$/.exec(request.url);
  if (request.method === 'POST' && posted) {
    note({ kind: 'forge', id: posted[1], state: JSON.parse(body).state });
    return send(201, { id: 1 });
  }
  if (request.url.endsWith('/user')) return send(200, { id: 1 });
  if (request.url.includes('/statuses')) return send(200, []);
  return send(200, { id: 1, full_name: 'acme/web', archived: false });
}

async function listen(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

const urls = { forge: await listen(answerAsForge) };
for (const [kind, delayMs] of Object.entries(DELAYS)) urls[kind] = await listen(receive(kind, delayMs));
parentPort.on('message', () => {
  post();
  parentPort.postMessage({ isFlushed: true });
});
parentPort.postMessage({ urls });
