import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import {
  createProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';
import { isRunning } from '../support/is-running.js';
import { takeSome } from '../support/seed.js';
import { until, waitUntil } from '../support/wait-until.js';

const ROOT = path.join(__dirname, '../..');

const MB = 1_000_000;

describe('the package of the service', () => {
  const read = (name: string) => JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));

  it('has neither sources nor the command line, which it hands out as a package', () => {
    const { files, dependencies } = read('package.json') as {
      files: readonly string[];
      dependencies: Readonly<Record<string, string>>;
    };
    expect(files).toEqual(expect.arrayContaining(['dist/src/joined', 'dist-web', 'dist-qgate', 'dist-docs']));
    expect(files.filter((name) => /^(src|web|bin|scripts|test|bench|dist|dist\/src(\/cli.*)?)$/.test(name))).toEqual(
      [],
    );
    expect(Object.keys(dependencies).filter((name) => /eslint|typescript|jscpd|tree-sitter|vite/.test(name))).toEqual(
      [],
    );
  });

  (process.platform === 'linux' && process.arch === 'x64' ? it : it.skip)(
    'takes at most 175 MB on disk with its packages (needs linux-x64)',
    async () => {
      const { packages } = read('package-lock.json') as {
        packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean }>>;
      };
      // `devOptional` is what a package may use where it is there, as Nest's plugin uses TypeScript.
      const places = Object.entries(packages)
        .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
        .map(([place]) => place);
      const installed = places.map((place) => path.join(ROOT, place)).filter((place) => existsSync(place));
      const { root } = await buildPackage();
      const ofBuild = (read('package.json').files as readonly string[]).filter((name) => /^dist(?!-docs)/.test(name));
      const own = [...ofBuild, 'openapi.json'].map((name) => path.join(root, name));
      const all = [...installed, ...own.filter((place) => existsSync(place)), path.join(ROOT, 'docs')];
      const size = all.reduce((sum, place) => sum + bytesOf(place), 0);
      expect(size).toBeGreaterThan(100 * MB);
      expect(size).toBeLessThanOrEqual(175 * MB);
    },
    BUILD_TIMEOUT_MS,
  );
});

describe('the programs of the built service', () => {
  it(
    'are all in its package, as the build makes them',
    async () => {
      const { files } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
      const named = (files as readonly string[]).filter((name) => name.startsWith('dist/'));
      const { root } = await buildPackage();
      // the note of a build is written by `npm run build` and by a release
      expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual(['dist/build-info.json']);
    },
    BUILD_TIMEOUT_MS,
  );

  it.each(['main', 'migrate', 'distribute', 'admin/main', 'report-worker'])(
    'need no module of ours but joined ones: %s',
    async (name) => {
      const { root } = await buildPackage();
      const imported = new Set<string>();
      const read = (file: string) => {
        for (const [, , other] of readFileSync(file, 'utf8').matchAll(
          /^(import|\} from|export .* from) .*?"(\..*?)";$/gm,
        )) {
          const target = path.join(path.dirname(file), other!);
          if (imported.has(target)) continue;
          imported.add(target);
          read(target);
        }
      };
      read(path.join(root, `dist/src/${name}.js`));
      const beside = [...imported].filter((file) => path.dirname(file) !== path.join(root, 'dist/src/joined'));
      expect({ beside, isShared: imported.size > 0 }).toEqual({ beside: [], isShared: true });
    },
    BUILD_TIMEOUT_MS,
  );
});

describe('the artefacts of a release', () => {
  afterAll(cleanUpServices);

  it(
    'are the same bytes in two runs, with a bill of materials, a provenance and sums',
    async () => {
      const { root } = await buildPackage();
      const release = async () => {
        const out = await aScratchFolder();
        const names = ['qgate', 'kubernetes'].flatMap((name) => ['--only', name]);
        execFileSync(process.execPath, [
          path.join(ROOT, 'scripts/release.mjs'),
          '--from',
          root,
          '--out',
          out,
          ...names,
        ]);
        return out;
      };
      const [one, two] = [await release(), await release()];
      const sums = readFileSync(path.join(one, 'SHA256SUMS'), 'utf8');
      expect(sums).toMatch(/^([\da-f]{64} {2}(qgate|quality-gate-kubernetes)-\S+\n){6}$/);
      expect(readFileSync(path.join(two, 'SHA256SUMS'), 'utf8')).toBe(sums);
      execFileSync('sha256sum', ['--check', '--strict', '--status', 'SHA256SUMS'], { cwd: one });
    },
    BUILD_TIMEOUT_MS,
  );
});

/** Bytes of a file, or of the files in a folder without the packages below it. */
function bytesOf(place: string): number {
  const stat = lstatSync(place);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(place)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesOf(path.join(place, name)), 0);
}

/**
 * The package that `npm run pack:qgate` makes, unpacked in an empty folder with nothing around it but the dependencies that it
 * names, in the versions that are installed here.
 */
describe('the package for pipelines', () => {
  let installed: string;
  let manifest: any;
  let files: string[];
  let repository: GitRepository;

  beforeAll(async () => {
    const { root } = await buildPackage();
    const folder = await aScratchFolder();
    const archive = path.join(root, 'dist-qgate/qgate.tgz');
    installed = path.join(folder, 'node_modules/qgate');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
    manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    for (const name of Object.keys(manifest.dependencies)) {
      const link = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(realpathSync(path.join(ROOT, 'node_modules', name)), link);
    }
  }, BUILD_TIMEOUT_MS);
  afterAll(cleanUpServices);

  beforeEach(() => {
    repository = GitRepository.create();
    repository.commit({ 'src/a.js': 'export const a = 1;\n', 'src/b.py': 'def b():\n    return 1\n' });
  });
  afterEach(() => repository.remove());

  const qgate = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [path.join(installed, manifest.bin.qgate), ...args], {
      cwd: repository.root,
      env: BARE_ENV,
    });

  it('names exactly the versions of the lock file', () => {
    const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(`${name} ${String(version)}`).toBe(`${name} ${packages[`node_modules/${name}`].version}`);
    }
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(['commander', 'jscpd', 'typescript']));
  });

  it('leaves the service at home', () => {
    const names = Object.keys(manifest.dependencies).join(' ');
    expect(names).not.toMatch(/nestjs|typeorm|postgres|\bpg\b|express|oxlint|rolldown/);
    expect(files.filter((file) => /\/(modules|platform|migrations)\//.test(file))).toEqual([]);
  });

  it('says its version', async () => {
    expect((await qgate('--version')).stdout).toBe(`${manifest.version}\n`);
  });

  it('judges offline, with both of its analyzers', async () => {
    const { stdout, stderr } = await qgate('local', '--write-baseline', '--verbose');
    expect(stdout).toContain('Gate passed');
    expect(stderr).toMatch(/Analyzer jscpd: \d+\.\d+\.\d+, 0 duplicated blocks/);
    expect(stderr).toMatch(/Analyzer eslint: \d+\.\d+\.\d+, 0 complex functions/);
  });

  it('reads the scopes around findings by its grammars', async () => {
    const branches = Array.from({ length: 12 }, (_, n) => `    if (x === ${n}) return ${n};`).join('\n');
    repository.commit({
      'src/c.ts': `export class Cart {\n  price(x: number): number {\n${branches}\n    return 0;\n  }\n}\n`,
    });
    const { stderr } = await qgate('local', '--write-baseline', '--verbose');
    expect(stderr).toMatch(/Source of the findings: 1 finding completed/);
    expect(stderr).not.toContain('no grammar');
  });

  it('answers an agent at once where the service does not', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await new Promise((resolve) => silent.close(resolve));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [path.join(installed, manifest.bin.qgate), 'mcp'],
      cwd: repository.root,
      env: { ...(BARE_ENV as Record<string, string>), QGATE_URL: url, QGATE_TOKEN: 'qga_x' },
      stderr: 'pipe',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const { tools } = await client.listTools(undefined, { timeout: 30_000 });
    expect(tools.map(({ name }) => name)).toEqual(['check_change']);
    const refused = await client.callTool({ name: 'why_blocked', arguments: {} }, { timeout: 30_000 });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining(`${url} cannot be reached after 1 try`) }],
    });
    await client.close();
  });

  it('answers an agent each line that is no message', async () => {
    const args = [path.join(installed, manifest.bin.qgate), 'mcp'];
    const child = spawn(process.execPath, args, { cwd: repository.root, env: BARE_ENV });
    const exited = once(child, 'exit');
    const answers: any[] = [];
    createInterface(child.stdout).on('line', (line) => answers.push(JSON.parse(line)));
    const ping = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'check_change', arguments: { a: 1 } } };
    for (const line of ['', '{oops', '[]', 'null', JSON.stringify(ping)]) child.stdin.write(`${line}\n`);
    await until(
      () => answers.length,
      (count) => count === 5,
    );
    expect(answers.slice(0, 4).map(({ error }) => error.code)).toEqual([-32700, -32700, -32600, -32600]);
    expect(answers[4]).toMatchObject({ id: 1, result: { isError: true } });
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });

  it('serves the verdict to an editor', async () => {
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'src/a.js': 'export const a = 1;\nexport const b = a == null;\n' });
    const file = path.join(repository.root, 'src/a.js');
    const offset = readFileSync(file, 'utf8').indexOf('==');
    const message = {
      ...{ ruleId: 'eqeqeq', severity: 2, message: "Expected '==='.", line: 2, column: 20, endLine: 2, endColumn: 22 },
      fix: { range: [offset, offset + 2], text: '===' },
    };
    const rulesMeta = { eqeqeq: { docs: { url: 'https://eslint.org/docs/latest/rules/eqeqeq' } } };
    const results = [{ filePath: file, messages: [message], suppressedMessages: [] }];
    repository.write({ 'reports/eslint.json': JSON.stringify({ results, metadata: { rulesMeta } }) });

    const args = [path.join(installed, manifest.bin.qgate), 'lsp', '--stdio', '--findings', 'reports/eslint.json'];
    const child = spawn(process.execPath, args, { cwd: repository.root, env: BARE_ENV });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const statuses: any[] = [];
    const published: PublishDiagnosticsParams[] = [];
    connection.onNotification('qgate/status', (status) => void statuses.push(status));
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.push(params);
    });
    connection.listen();
    const uri = pathToFileURL(file).href;
    const folder = { uri: pathToFileURL(repository.root).href, name: 'repository' };
    const { capabilities } = await connection.sendRequest<any>('initialize', {
      ...{ processId: process.pid, rootUri: folder.uri, workspaceFolders: [folder] },
      capabilities: { workspace: { workspaceEdit: { documentChanges: true } } },
    });
    expect(capabilities).toMatchObject({ textDocumentSync: { save: { includeText: true } }, codeActionProvider: {} });
    await connection.sendNotification('initialized', {});
    const text = readFileSync(file, 'utf8');
    const textDocument = { uri, languageId: 'javascript', version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    const shown = await waitUntil(() => Promise.resolve(published.find(({ diagnostics }) => diagnostics.length > 0)));
    expect(shown).toMatchObject({
      uri,
      diagnostics: [
        {
          range: { start: { line: 1, character: 19 }, end: { line: 1, character: 21 } },
          source: 'qgate',
          code: 'eqeqeq',
          codeDescription: { href: 'https://eslint.org/docs/latest/rules/eqeqeq' },
          message: "Expected '==='.",
        },
      ],
    });
    expect(statuses.at(-1)).toMatchObject({
      status: expect.stringMatching(/^(passed|failed)$/),
      ...{ summary: expect.stringMatching(/, 1 new finding\.$/), base: null },
    });

    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const change = { textDocument: { uri, version: 2 }, contentChanges: [{ range, text: '\n' }] };
    await connection.sendNotification('textDocument/didChange', change);
    const moved = await waitUntil(() => Promise.resolve(published.find(({ version }) => version === 2)));
    const flagged = { start: { line: 2, character: 19 }, end: { line: 2, character: 21 } };
    expect(moved.diagnostics[0]!.range).toEqual(flagged);
    const actions = await connection.sendRequest<any>('textDocument/codeAction', {
      ...{ textDocument: { uri }, range: flagged, context: { diagnostics: [] } },
    });
    expect(actions).toMatchObject([
      {
        ...{ title: 'Fix this problem (eqeqeq)', kind: 'quickfix', isPreferred: true },
        edit: { documentChanges: [{ textDocument: { uri, version: 2 }, edits: [{ range: flagged, newText: '===' }] }] },
      },
    ]);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await exited).toBe(0);
    connection.dispose();
  });

  it.each(takeSome(['closes its pipe', 'says exit'], 1))('stops the analyzers when the editor %s', async (how) => {
    const programs = mkdtempSync(path.join(tmpdir(), 'qgate-programs-'));
    const started = path.join(programs, 'started');
    const slow = '#!/bin/sh\necho $$ > "$(dirname "$0")/started"\nexec sleep 300\n';
    writeFileSync(path.join(programs, 'gitleaks'), slow, { mode: 0o755 });
    const env = { ...BARE_ENV, PATH: `${programs}${path.delimiter}${process.env.PATH}` };
    const args = [path.join(installed, manifest.bin.qgate), 'lsp', '--offline'];
    const child = spawn(process.execPath, args, { cwd: repository.root, env });
    const exited = once(child, 'exit');
    const editor = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    editor.listen();
    const rootUri = pathToFileURL(repository.root).href;
    await editor.sendRequest('initialize', { processId: null, rootUri, capabilities: {} });
    await editor.sendNotification('initialized', {});
    const analyzer = Number(
      await waitUntil(() => Promise.resolve(existsSync(started) && readFileSync(started, 'utf8').trim())),
    );
    if (how === 'says exit') await editor.sendNotification('exit');
    else child.stdin.end();
    expect((await exited)[0]).toBe(how === 'says exit' ? 1 : 0);
    await waitUntil(() => Promise.resolve(!isRunning(analyzer)));
    editor.dispose();
    rmSync(programs, { recursive: true });
  });

  it('has the recipes', async () => {
    await qgate('init', '--ci', 'gitlab');
    const recipe = readFileSync(path.join(ROOT, 'recipes/gitlab-ci.yml'), 'utf8');
    expect(readFileSync(path.join(repository.root, '.gitlab-ci.yml'), 'utf8')).toBe(recipe);
  });
});
