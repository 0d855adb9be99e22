// `npm run release:check [-- --only NAME]... [--from FOLDER]`: installs and tries each artefact as a user would, on this machine.
// Names what it cannot try here as SKIPPED, with the reason. Ends with "N passed, N failed".
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sha256Of } from './release/archive.mjs';
import { ARTEFACTS } from './release/artefacts.mjs';
import { run } from './release/locked-packages.mjs';
import { freePort } from './support/running-service.mjs';

const MB = 1_000_000;
const SERVICE_MB = 175;
const WITHOUT_NODE_MB = 60;
const IMAGE_MB = 200;
const START_SECONDS = 6;
/** Debian's base with git, made once: what the archive without Node.js is tried in. */
const BASE = path.join(homedir(), '.cache/quality-gate-drills/debian-git.tar');

const CLIENT_PROGRAM = `import { createClient, type WebhookBody } from '@quality-gate/client';

const gate = createClient({ url: 'http://localhost:3000', token: 'qga_0' });
export async function names(): Promise<string[]> {
  const { data } = await gate.GET('/api/repos', { params: { query: { limit: 20 } } });
  return data?.repos.map(({ name }) => name) ?? [];
}
// @ts-expect-error the API has no such route
export const wrong = () => gate.GET('/api/nothing');
export const typeOf = (body: WebhookBody): string => body.type;
`;

const root = path.dirname(import.meta.dirname);
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    from: { type: 'string', default: path.join(root, 'release') },
  },
});
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-check-'));
const counts = { passed: 0, failed: 0 };

const CHECKS = {
  service: checkService,
  qgate: checkCommandLine,
  'qgate-linux-x64': (file) => checkWithoutNode(file, 'x64'),
  'qgate-linux-arm64': (file) => checkWithoutNode(file, 'arm64'),
  client: checkClient,
  vscode: checkExtension,
  kubernetes: checkKubernetes,
  image: checkImage,
};

try {
  await attempt('SHA256SUMS', checkSums);
  for (const [name, { file }] of Object.entries(ARTEFACTS)) {
    if (values.only && !values.only.includes(name)) continue;
    const place = path.join(values.from, file(version));
    if (!existsSync(place)) skip(name, `${file(version)} is not in ${values.from}`);
    else {
      await attempt(`${name}: statements`, () => checkStatements(place));
      await attempt(name, () => CHECKS[name](place));
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);

async function attempt(name, check) {
  try {
    const said = await check();
    counts.passed += 1;
    console.log(`ok ${name}${said ? `: ${said}` : ''}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

function skip(name, reason) {
  console.log(`SKIPPED ${name}: ${reason}`);
}

function expect(holds, message) {
  if (!holds) throw new Error(message);
}

async function checkSums() {
  const lines = readFileSync(path.join(values.from, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  for (const line of lines) {
    const [digest, name] = line.split('  ');
    expect((await sha256Of(path.join(values.from, name))) === digest, `${name} has another digest`);
  }
  return `${lines.length} files`;
}

/** The bill of materials and the provenance are about this file. */
async function checkStatements(file) {
  const bill = JSON.parse(readFileSync(`${file}.cdx.json`, 'utf8'));
  expect(bill.bomFormat === 'CycloneDX' && bill.specVersion === '1.6', 'the bill of materials is not CycloneDX 1.6');
  const read = JSON.parse(readFileSync(`${file}.provenance.json`, 'utf8'));
  const statement = read.payload ? JSON.parse(Buffer.from(read.payload, 'base64').toString()) : read;
  const [{ name, digest }] = statement.subject;
  expect(name === path.basename(file), `the provenance is about ${name}`);
  expect(digest.sha256 === (await sha256Of(file)), 'the provenance is about other bytes');
  expect(statement.predicateType === 'https://slsa.dev/provenance/v1', 'the provenance has another predicate');
  return `${bill.components.length} components, provenance ${read.payload ? 'signed' : 'not signed'}`;
}

/** Installs the package as `npm i -g`, starts it and reads its version. */
async function checkService(file) {
  const prefix = path.join(scratch, 'service');
  const { warnings } = install(file, prefix);
  expect(warnings.length === 0, `npm printed ${warnings.length} warnings:\n${warnings.join('\n')}`);
  const size = bytesOf(prefix);
  expect(size <= SERVICE_MB * MB, `it takes ${(size / MB).toFixed(1)} MB on disk`);
  const port = await freePort();
  const folder = path.join(scratch, 'data');
  mkdirSync(folder);
  const program = path.join(prefix, 'bin/quality-gate');
  const service = spawn(program, ['start'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  try {
    for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (output += chunk));
    const seconds = await untilReady(service, () => output);
    const answered = await (await fetch(`http://127.0.0.1:${port}/api/version`)).json();
    expect(answered.version === version, `it says version ${answered.version}`);
    const packed = await fetch(`http://127.0.0.1:${port}/qgate.tgz`);
    expect(packed.status === 200, `/qgate.tgz is ${packed.status}`);
    expect(seconds <= START_SECONDS, `it took ${seconds.toFixed(1)} s of processor time to print its address`);
    return `${(size / MB).toFixed(1)} MB on disk, ready after ${seconds.toFixed(1)} s of processor time, no warnings`;
  } finally {
    service.kill('SIGTERM');
    if (service.exitCode === null) await once(service, 'exit');
  }
}

/** Waits for the printed address; the processor time of the process and its children until then. */
async function untilReady(service, output) {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (/is ready at http/.test(output())) return processorSeconds(service.pid);
    expect(service.exitCode === null, `it ended:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it printed no address in two minutes:\n${output()}`);
}

/** Processor time of a process, of its children that ended and of those that run, as Linux counts it. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + processorSeconds(child), own);
}

/** Runs the package as npx does, in a repository. */
function checkCommandLine(file) {
  const prefix = path.join(scratch, 'qgate');
  install(file, prefix);
  const said = run(path.join(prefix, 'bin/qgate'), ['--version']).trim();
  expect(said === version, `it says version ${said}`);
  const { code } = judge(
    ['env', '-i', `PATH=${process.env.PATH}`, path.join(prefix, 'bin/qgate')],
    aRepository('by-npm'),
  );
  expect(code === 0, `it ended with ${code}`);
  return `version ${said}`;
}

/** Runs the archive where Node.js is not, and compares its verdict with that of the package. */
function checkWithoutNode(file, cpu) {
  const { size } = statSync(file);
  expect(size <= WITHOUT_NODE_MB * MB, `it has ${(size / MB).toFixed(1)} MB`);
  const packed = `${(size / MB).toFixed(1)} MB packed`;
  if (cpu !== process.arch) return `${packed}; not run: this machine is ${process.arch}`;
  const into = path.join(scratch, 'without-node');
  mkdirSync(into, { recursive: true });
  run('tar', ['-xzf', file, '-C', into]);
  const folder = path.join(into, `qgate-linux-${cpu}`);
  const [place, prepare] = emptyPlace(folder);
  const results = [true, false].map((isSound) => {
    const repository = aRepository(isSound ? 'sound' : 'unsound');
    // The bundled analyzers alone: this machine may have others on its PATH, which the empty place lacks.
    const args = isSound ? ['local', '--write-baseline', '--analyzers', 'jscpd,eslint'] : ['local', '--no-such-option'];
    const here = judge([process.execPath, path.join(folder, 'bin/qgate.js')], repository, args);
    const there = judge(prepare(repository), repository, args);
    expect(there.code === here.code, `it ends with ${there.code}, by Node.js with ${here.code}:\n${there.output}`);
    expect(lastLine(there.output) === lastLine(here.output), `${there.output}\n--- by Node.js:\n${here.output}`);
    return there.code;
  });
  return `${packed}; tried ${place}, exit codes ${results.join(' and ')} as by Node.js`;
}

function lastLine(text) {
  return text.trimEnd().split('\n').at(-1);
}

/** A place without Node.js: a root of Debian's base and git where one can be made, else an environment with git alone. */
function emptyPlace(folder) {
  if (process.getuid?.() === 0 && spawnSync('mmdebstrap', ['--version']).status === 0) {
    const files = path.join(scratch, 'root');
    mkdirSync(files);
    mkdirSync(path.dirname(BASE), { recursive: true });
    if (!existsSync(BASE)) run('mmdebstrap', ['--variant=minbase', '--include=git,ca-certificates', 'trixie', BASE]);
    run('tar', ['-xf', BASE, '-C', files]);
    cpSync(folder, path.join(files, 'opt/qgate'), { recursive: true });
    const prepare = (repository) => {
      cpSync(repository, path.join(files, 'work', path.basename(repository)), { recursive: true });
      const script = `cd /work/${path.basename(repository)} && exec /opt/qgate/qgate "$@"`;
      return ['chroot', files, '/usr/bin/env', '-i', 'PATH=/usr/bin:/bin', 'HOME=/root', 'sh', '-c', script, 'sh'];
    };
    return ["in a root of Debian's base and git", prepare];
  }
  const bin = path.join(scratch, 'bin');
  mkdirSync(bin);
  for (const program of ['git', 'sh', 'dirname', 'readlink', 'ls'])
    symlinkSync(run('sh', ['-c', `command -v ${program}`]).trim(), path.join(bin, program));
  const prepare = () => ['env', '-i', `PATH=${bin}`, `HOME=${scratch}`, path.join(folder, 'qgate')];
  return ['with git alone on the PATH (a root of its own needs root and mmdebstrap)', prepare];
}

/** Installs the package, compiles a program that uses it, and calls nothing. */
function checkClient(file) {
  const folder = path.join(scratch, 'client');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--no-update-notifier', '--silent', file], { cwd: folder });
  writeFileSync(path.join(folder, 'program.ts'), CLIENT_PROGRAM);
  const compile = [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck'];
  run(process.execPath, [...compile, '--module', 'nodenext', '--target', 'es2022', 'program.ts'], { cwd: folder });
  return 'a program that reads repositories and a webhook compiles';
}

/** A VSIX is a ZIP archive with the manifest and the program of the extension. */
function checkExtension(file) {
  const names = readFileSync(file).toString('latin1');
  for (const name of ['extension/package.json', 'extension/extension.js', 'extension.vsixmanifest'])
    expect(names.includes(name), `it has no ${name}`);
  return 'has its manifest and its program; not installed: no editor is here';
}

function checkKubernetes(file) {
  const into = path.join(scratch, 'kubernetes-files');
  mkdirSync(into);
  run('tar', ['-xzf', file, '-C', into]);
  const overlays = path.join(into, 'kubernetes/overlays');
  const names = readdirSync(overlays);
  if (spawnSync('kustomize', ['version']).error)
    return `has ${names.join(' and ')}; not rendered: kustomize is not installed`;
  const kinds = names.map((name) => run('kustomize', ['build', path.join(overlays, name)]).match(/^kind: /gm).length);
  return names.map((name, at) => `${name} has ${kinds[at]} objects`).join(', ');
}

/** The archive follows the layout of OCI, and its configuration is the one to run without rights. */
function checkImage(file) {
  const { size } = statSync(file);
  expect(size <= IMAGE_MB * MB, `it has ${(size / MB).toFixed(1)} MB`);
  const read = (name) => spawnSync('tar', ['-xOf', file, name], { maxBuffer: 16 * MB }).stdout;
  const blob = (digest) => {
    const bytes = read(`blobs/sha256/${digest.replace('sha256:', '')}`);
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}` === digest, `${digest} has another digest`);
    return JSON.parse(bytes.toString());
  };
  const [{ digest }] = JSON.parse(read('index.json').toString()).manifests;
  const { config } = blob(blob(digest).config.digest);
  expect(config.User === 'node', `it runs as ${config.User}`);
  expect(config.Labels?.['org.opencontainers.image.version'] === version, 'it has no label of its version');
  return `${(size / MB).toFixed(1)} MB; not run here: \`npm run drill\` runs it`;
}

/** Installs a package as `npm i -g` does, below a folder. */
function install(file, prefix) {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--no-update-notifier', file],
    { encoding: 'utf8', cwd: scratch },
  );
  expect(status === 0, `npm ended with ${status}:\n${stdout}${stderr}`);
  return { warnings: `${stdout}${stderr}`.split('\n').filter((line) => /^npm warn/i.test(line)) };
}

/** Calls a command line in a repository. */
function judge(command, repository, args = ['local', '--write-baseline']) {
  const [program, ...before] = command;
  const { status, stdout, stderr, error } = spawnSync(program, [...before, ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (error) throw error;
  return { code: status, output: `${stdout}${stderr}` };
}

function aRepository(name) {
  const folder = path.join(scratch, `repository-${name}`);
  mkdirSync(folder);
  const branches = Array.from({ length: 12 }, (_, n) => `  if (x === ${n}) return ${n};`).join('\n');
  writeFileSync(path.join(folder, 'a.js'), `export function price(x) {\n${branches}\n  return 0;\n}\n`);
  const git = (...args) => run('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args]);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  return folder;
}

function bytesOf(place) {
  const stat = lstatSync(place);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(place).reduce((sum, name) => sum + bytesOf(path.join(place, name)), 0);
}
