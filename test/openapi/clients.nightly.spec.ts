import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ROOT = path.join(__dirname, '../..');
const DOCUMENT = path.join(ROOT, 'openapi.json');
const inModules = (name: string) => path.join(ROOT, 'node_modules', name);

jest.setTimeout(300_000);

/** Ten calls by the functions that each generator makes; `main` prints what they answer. */
const CALLS = {
  'openapi-fetch': `
    import createClient from 'openapi-fetch';
    import type { paths } from './schema.js';
    const gate = createClient<paths>({ baseUrl: process.env.URL!, headers: { authorization: \`Bearer \${process.env.TOKEN}\` } });
    const repo = await gate.POST('/api/repos', { body: { name: 'clients/fetch' } });
    const id = repo.data!.id;
    const answers = [
      repo,
      await gate.GET('/api/repos/{id}', { params: { path: { id } } }),
      await gate.GET('/api/repos', { params: { query: { limit: 5 } } }),
      await gate.GET('/api/scans', { params: { query: { repo_id: id } } }),
      await gate.GET('/api/auth/me'),
      await gate.GET('/api/version'),
      await gate.GET('/api/health'),
      await gate.GET('/api/api-keys'),
      await gate.GET('/api/quality/gates/presets'),
      await gate.GET('/api/repos/{id}', { params: { path: { id: 999999 } } }),
    ];
    console.log(JSON.stringify(answers.map(({ response }) => response.status)));
  `,
  'openapi-ts': `
    import { client } from './client/client.gen.js';
    import * as gate from './client/sdk.gen.js';
    client.setConfig({ baseUrl: process.env.URL!, headers: { authorization: \`Bearer \${process.env.TOKEN}\` } });
    const repo = await gate.createRepository({ body: { name: 'clients/sdk' } });
    const id = repo.data!.id;
    const answers = [
      repo,
      await gate.getRepository({ path: { id } }),
      await gate.listRepositories({ query: { limit: 5 } }),
      await gate.listScans({ query: { repo_id: id } }),
      await gate.getCaller(),
      await gate.getVersion(),
      await gate.getHealth(),
      await gate.listApiKeys(),
      await gate.listPolicyPresets(),
      await gate.getRepository({ path: { id: 999999 } }),
    ];
    console.log(JSON.stringify(answers.map(({ response }) => response!.status)));
  `,
};

describe('clients that others generate from the document', () => {
  let service: TestApp;
  let folder: string;
  let token: string;

  beforeAll(async () => {
    service = await startTestApp();
    const wanted = { name: 'client', role: 'ORG_ADMIN', scopes: ['read:repos', 'read:scans', 'write:scans', 'admin'] };
    token = (await service.admin.post('/api-keys', wanted)).body.key;
    // Below the packages, so that generated code finds those that it imports.
    mkdirSync(inModules('.cache'), { recursive: true });
    folder = mkdtempSync(inModules('.cache/clients-'));
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await service.stop();
  });

  const node = (program: string, ...args: readonly string[]) =>
    execFileSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });

  function generate(name: keyof typeof CALLS): void {
    if (name === 'openapi-fetch')
      node(inModules('openapi-typescript/bin/cli.js'), DOCUMENT, '--output', path.join(folder, 'schema.ts'));
    else
      node(
        inModules('@hey-api/openapi-ts/bin/run.js'),
        ...[
          '--input',
          DOCUMENT,
          '--output',
          path.join(folder, 'client'),
          '--client',
          '@hey-api/client-fetch',
          '--no-log-file',
        ],
      );
  }

  it.each(Object.keys(CALLS) as (keyof typeof CALLS)[])('%s: compile and make ten calls', (name) => {
    generate(name);
    const file = `${name}.ts`;
    writeFileSync(path.join(folder, file), CALLS[name]);
    const types = ['--skipLibCheck', '--strict', '--types', 'node', '--lib', 'es2023,dom,dom.iterable'];
    const module = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
    node(inModules('typescript/bin/tsc'), ...types, ...module, '--noEmit', file);
    const bundle = path.join(folder, `${name}.mjs`);
    node(
      inModules('rolldown/bin/cli.mjs'),
      file,
      '--file',
      bundle,
      '--platform',
      'node',
      '--format',
      'esm',
      '--log-level',
      'warn',
    );
    const env = { PATH: process.env.PATH, URL: service.url, TOKEN: token };
    const statuses: unknown = JSON.parse(execFileSync(process.execPath, [bundle], { env, encoding: 'utf8' }));
    expect(statuses).toEqual([201, 200, 200, 200, 200, 200, 200, 200, 200, 404]);
  });
});
