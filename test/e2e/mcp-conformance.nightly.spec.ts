import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { anApiKey } from '../support/actors.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';
import { aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

/** The suite needs Node 22. The package has its program, without a script that installs it, which npm does not run unasked. */
const NODE = `node-${process.platform}-${process.arch}@22`;
const SUITE = ['--yes', '-p', NODE, '-p', '@modelcontextprotocol/conformance@0.2.0-alpha.12'];
/** Paths of Node and of the suite's program; npx looks for new versions each time that it is called. */
const [node = '', suite = ''] = spawnSync('npx', [...SUITE, '-c', 'command -v node; command -v conformance'], {
  ...{ timeout: 300_000, encoding: 'utf8' },
}).stdout.split('\n');
const isThere = suite.endsWith('conformance');

/** Scenarios that need no fixture of the suite, by the version of the protocol that they are run at. */
const SCENARIOS = [
  ['2025-11-25', 'server-initialize'],
  ['2025-11-25', 'ping'],
  ['2025-11-25', 'tools-list'],
  ['2025-11-25', 'server-sse-multiple-streams'],
  ['2025-11-25', 'dns-rebinding-protection'],
  ['2026-07-28', 'tools-list'],
  ['2026-07-28', 'server-sse-multiple-streams'],
  ['2026-07-28', 'sep-2164-resource-not-found'],
  ['2026-07-28', 'dns-rebinding-protection'],
  ['2026-07-28', 'http-header-validation'],
] as const;

/** Checks that call a tool of the suite's fixtures, or subscribe, which a service without sessions does not offer. */
const NEEDS_A_FIXTURE = [
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-missing-capability-http-400',
  'sep-2575-server-no-log-without-loglevel',
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-server-sends-subscription-ack',
  'sep-2575-server-tags-subscription-id',
];

let world: GateWorld;
let door: Server;
let url: string;
let folder: string;

beforeAll(async () => {
  world = await startGateWorld();
  const org = await world.anOrg();
  await complete(org, (await aScan(org)).id);
  const { key } = await anApiKey(world, { kind: 'agent' }, org);
  folder = await aScratchFolder();
  // The suite has no credential: this door adds one, and changes nothing else.
  door = createServer((asked, answer) => {
    const { method, headers, url: path = '/' } = asked;
    const passed = request(new URL(path, world.url), { method, headers: { ...headers, 'x-api-key': key } }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    passed.once('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/mcp`;
});
afterAll(async () => {
  door.closeAllConnections();
  door.close();
  await cleanUpServices();
  await world.stop();
});

(isThere ? describe : describe.skip)('the conformance suite of the protocol (needs npx and the network)', () => {
  /** The checks of a scenario that failed; each is named in a line of the suite's output. */
  async function failuresOf(version: string, scenario: string): Promise<readonly string[]> {
    const args = ['server', '--url', url, '--spec-version', version, '--scenario', scenario];
    const { stdout } = await promisify(execFile)(node, [suite, ...args], { cwd: folder }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const [, failed] = /^Passed: \d+\/\d+, (\d+) failed/m.exec(stdout) ?? [];
    const names = [...stdout.matchAll(/\[([a-z0-9-]+) *\] \S*FAILURE/g)].map(([, name]) => name!);
    expect(names).toHaveLength(Number(failed));
    return names.sort();
  }

  it.each(SCENARIOS)(
    '%s: %s',
    async (version, scenario) => {
      expect(await failuresOf(version, scenario)).toEqual([]);
    },
    120_000,
  );

  it('2026-07-28: server-stateless, but for checks of what the service does not have', async () => {
    expect(await failuresOf('2026-07-28', 'server-stateless')).toEqual(NEEDS_A_FIXTURE);
  }, 120_000);
});
