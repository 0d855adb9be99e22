import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { McpController } from '../../../src/modules/reach/mcp/mcp.controller.js';
import { anApiKey } from '../../support/actors.js';
import { aScratchFolder, cleanUpServices } from '../../support/built-service.js';
import { startPrivateApp } from '../../support/private-app.js';
import { FixtureServer } from '../../support/protocol-fixtures.js';
import { aScan, complete, type GateWorld, inGateWorld, startGateWorld } from '../verdict/gate-world.js';

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

/** Checks that call a tool of the suite's fixtures. */
const NEEDS_A_FIXTURE = [
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-missing-capability-http-400',
  'sep-2575-server-no-log-without-loglevel',
  'sep-2575-server-rejects-undeclared-capability',
];

/** By version, the scenarios in which a server asks the client during a call: not for one without sessions. */
const NEED_A_SESSION: Record<string, Record<string, readonly string[]>> = {
  '2025-11-25': {
    'elicitation-sep1034-defaults': ['elicitation-sep1034-general'],
    'elicitation-sep1330-enums': ['elicitation-sep1330-general'],
    'tools-call-elicitation': ['tools-call-elicitation'],
    'tools-call-sampling': ['tools-call-sampling'],
  },
  '2026-07-28': {},
};

let folder: string;

beforeAll(async () => {
  folder = await aScratchFolder();
});
afterAll(() => cleanUpServices());

/** A door of a service for the suite, which has no credential: it adds one, and changes nothing else. */
async function openDoor(world: GateWorld): Promise<{ url: string; close(): void }> {
  const org = await world.anOrg();
  await complete(org, (await aScan(org)).id);
  const { key } = await anApiKey(world, { kind: 'agent' }, org);
  const door = createServer((asked, answer) => {
    const { method, headers, url: path = '/' } = asked;
    const passed = request(new URL(path, world.url), { method, headers: { ...headers, 'x-api-key': key } }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    passed.once('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}/mcp`,
    close: () => {
      door.closeAllConnections();
      door.close();
    },
  };
}

/** The checks of a scenario that failed; each is named in a line of the suite's output. */
async function failuresOf(url: string, version: string, scenario: string): Promise<readonly string[]> {
  const args = ['server', '--url', url, '--spec-version', version, '--scenario', scenario];
  const { stdout } = await promisify(execFile)(node, [suite, ...args], { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  );
  const [, failed] = /^Passed: \d+\/\d+, (\d+) failed/m.exec(stdout) ?? [];
  const names = [...stdout.matchAll(/\[([a-z0-9-]+) *\] \S*FAILURE/g)].map(([, name]) => name!);
  if (names.length !== Number(failed)) throw new Error(stdout);
  return names.sort();
}

(isThere ? describe : describe.skip)('the conformance suite of the protocol (needs npx and the network)', () => {
  describe('with the tools of the service', () => {
    let world: GateWorld;
    let door: { url: string; close(): void };

    beforeAll(async () => {
      world = await startGateWorld();
      door = await openDoor(world);
    });
    afterAll(async () => {
      door.close();
      await world.stop();
    });

    it.each(SCENARIOS)(
      '%s: %s',
      async (version, scenario) => {
        expect(await failuresOf(door.url, version, scenario)).toEqual([]);
      },
      120_000,
    );

    it('2026-07-28: server-stateless, but for checks of what the service does not have', async () => {
      expect(await failuresOf(door.url, '2026-07-28', 'server-stateless')).toEqual(NEEDS_A_FIXTURE);
    }, 120_000);
  });

  describe('with the fixtures of the suite, through the door and the controller of the service', () => {
    let world: GateWorld;
    let door: { url: string; close(): void };

    beforeAll(async () => {
      const service = await startPrivateApp();
      Object.assign(service.app.get(McpController), { protocol: Promise.resolve(new FixtureServer()) });
      world = await inGateWorld(service);
      door = await openDoor(world);
    });
    afterAll(async () => {
      door.close();
      await world.stop();
    });

    it.each(['2025-11-25', '2026-07-28'])(
      'holds all that %s requires, but for sessions',
      async (version) => {
        const listed = spawnSync(node, [suite, 'list', '--server', '--requirements', version], { encoding: 'utf8' });
        const [, ofServers = ''] = /^Server scenarios.*\n((?: +- .*\n)+)/m.exec(listed.stdout) ?? [];
        const scenarios = ofServers.split('\n').flatMap((line) => /^ *- ([a-z0-9-]+)/.exec(line)?.[1] ?? []);
        expect(scenarios.length).toBeGreaterThan(25);
        const failures: Record<string, readonly string[]> = {};
        for (const scenario of scenarios) {
          const failed = await failuresOf(door.url, version, scenario);
          if (failed.length > 0) failures[scenario] = failed;
        }
        expect(failures).toEqual(NEED_A_SESSION[version]);
      },
      600_000,
    );
  });
});
