// Measures `why_blocked` of POST /mcp beside GET /scans/:id/findings?limit=20 of the same scan, by the same key, in turn:
//   npm run build && npm run bench:mcp [-- --requests 300]
// The goal is at most three times its time. Figures are medians; both routes are warm.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchThrowawayService } from '../scripts/throwaway-service.mjs';
import { median } from './support/figures.mjs';
import { scaled } from './support/scale.mjs';

const { values: options } = parseArgs({ options: { requests: { type: 'string', default: '300' } } });
const REQUESTS = scaled(Number(options.requests));
const WARM_UP = scaled(50);
const FINDINGS = 60;
const RATE = '1000000';
const RATES = { RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE };

const scratch = await mkdtemp(path.join(tmpdir(), 'quality-gate-bench-'));
const root = path.dirname(import.meta.dirname);
const service = await launchThrowawayService({ root, scratch, env: { ...process.env, ...RATES } });
try {
  const token = await service.signIn();
  const call = async (route, body, headers = { authorization: `Bearer ${token}` }) => {
    const answer = await fetch(service.url + route, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok || text.includes('"isError":true'))
      throw new Error(`${route}: ${answer.status} ${text.slice(0, 300)}`);
    return text;
  };
  const { id } = JSON.parse(await call('/api/scans', { repo: 'acme/web', branch: 'topic', pr_number: 5 }));
  await call(`/api/scans/${id}/findings`, sarif());
  await call(`/api/scans/${id}/complete`, {});
  const { key } = JSON.parse(await call('/api/api-keys', { name: 'agent', kind: 'agent' }));
  const byKey = { 'x-api-key': key };
  const params = { name: 'why_blocked', arguments: { repo: 'acme/web', pr_number: 5 } };
  const asks = {
    'GET /scans/:id/findings?limit=20': () => call(`/api/scans/${id}/findings?limit=20`, undefined, byKey),
    why_blocked: () => call('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, byKey),
  };
  const times = Object.fromEntries(Object.keys(asks).map((name) => [name, []]));
  for (let turn = -WARM_UP; turn < REQUESTS; turn += 1)
    for (const [name, ask] of Object.entries(asks)) {
      const start = performance.now();
      await ask();
      if (turn >= 0) times[name].push(performance.now() - start);
    }
  const [list, tool] = Object.values(times).map(median);
  for (const [name, all] of Object.entries(times)) console.log(`${name}: ${median(all).toFixed(2)} ms`);
  console.log(`ratio: ${(tool / list).toFixed(2)}`);
} finally {
  await service.stop();
  await rm(scratch, { recursive: true, force: true });
}

function sarif() {
  const results = Array.from({ length: FINDINGS }, (_, at) => ({
    ruleId: 'sqli',
    message: { text: `Found ${at}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/cart.ts' },
          region: { startLine: at + 1, snippet: { text: `f(${at})` } },
        },
      },
    ],
  }));
  const rules = [{ id: 'sqli', properties: { 'security-severity': '9.5', tags: ['security'] } }];
  return { version: '2.1.0', runs: [{ tool: { driver: { name: 'lint', rules } }, results }] };
}
