// `npm run pack:vscode`: the extension for Visual Studio Code as one file, `qgate-VERSION.vsix`, with its client of the language server.
//
//   node scripts/pack-vscode.mjs [--out <folder>] [--stage <folder>]
//
// --stage bundles it into a folder and packs nothing, for which no other package is needed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** The last version that runs on Node 20. */
const PACKER = '@vscode/vsce@3.9.2';

const root = path.dirname(import.meta.dirname);
const source = path.join(root, 'editors/vscode');
const { values } = parseArgs({ options: { out: { type: 'string', default: '.' }, stage: { type: 'string' } } });

const stage = values.stage ?? mkdtempSync(path.join(tmpdir(), 'qgate-vscode-'));
try {
  const manifest = fillStage();
  if (values.stage === undefined) {
    mkdirSync(values.out, { recursive: true });
    const file = path.resolve(values.out, `qgate-${manifest.version}.vsix`);
    const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
    run(npx, ['--yes', PACKER, 'package', '--no-dependencies', '--allow-missing-repository', '--out', file], stage);
  }
} finally {
  if (values.stage === undefined) rmSync(stage, { recursive: true, force: true });
}

function fillStage() {
  mkdirSync(stage, { recursive: true });
  const bundle = [
    '--file',
    path.join(stage, 'extension.js'),
    '--platform',
    'node',
    '--format',
    'cjs',
    '--external',
    'vscode',
  ];
  const rolldown = path.join(root, 'node_modules/rolldown/bin/cli.mjs');
  run(process.execPath, [rolldown, path.join(source, 'extension.mjs'), ...bundle, '--log-level', 'warn'], root);
  cpSync(path.join(source, 'README.md'), path.join(stage, 'README.md'));
  cpSync(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'));
  // Extensions have versions of three numbers.
  const manifest = { ...own, version: version.split('-', 1)[0] };
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${path.basename(command)} ended with ${status}.`);
}
