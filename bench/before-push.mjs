#!/usr/bin/env node
// A new user and an agent on real projects: a hook of git refuses a change with five kinds of faults, and names the smallest set of
// actions; the same change is brought to passed by an agent that follows the tools' answers. Prints the log of both.
//   npm run build && npm run bench:before-push -- CHECKOUT...
// Each CHECKOUT is a clone of a project in JavaScript, Python, Go or Java; it is not changed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchThrowawayService } from '../scripts/throwaway-service.mjs';
import { LANGUAGES } from './support/faulty-files.mjs';

const root = path.dirname(import.meta.dirname);
const qgate = path.join(root, 'bin', 'qgate.js');
const RATE = '1000000';
const RATES = { RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE };
const POLICY = {
  ...{ complexity_new_max: 0, new_duplication_pct_max: 3, new_coverage_min: 80, tests_failed_max: 0 },
  ...{ new_suppressions_max: 0, rating_min: null },
};
/** Rounds after which the loop has failed. */
const MOST_ROUNDS = 5;

/** A change with five kinds of faults, which does what an action says. */
class Change {
  constructor(folder, other, language) {
    Object.assign(this, { folder, other, file: language.file, language });
    this.uncovered = new Set();
    this.isFailing = false;
  }

  make() {
    writeFileSync(path.join(this.folder, this.file), this.language.text);
    run('git', ['add', '--', this.file], this.folder);
    this.uncovered = new Set(this.language.uncovered);
    this.isFailing = true;
    this.writeReports();
  }

  /** Does what each action says, from the bottom of the file to its top: lines above keep their numbers. */
  perform(actions) {
    const place = path.join(this.folder, this.file);
    const lines = readFileSync(place, 'utf8')
      .split('\n')
      .map((text, at) => ({ text, at: at + 1 }));
    const gone = new Set();
    for (const { kind, range } of actions) {
      if (kind === 'fix_test') this.isFailing = false;
      else if (range === null) throw new Error(`${kind} has no place`);
      else if (kind === 'cover') for (let line = range[0]; line <= range[1]; line += 1) this.uncovered.delete(line);
      else if (kind === 'unsilence') gone.add(range[0]);
      else for (const line of paragraphAt(lines, range[0])) gone.add(line);
    }
    const kept = lines.filter(({ at }) => !gone.has(at));
    this.uncovered = new Set(kept.flatMap(({ at }, index) => (this.uncovered.has(at) ? [index + 1] : [])));
    writeFileSync(place, kept.map(({ text }) => text).join('\n'));
    this.writeReports();
  }

  /** Coverage and test results, as a test runner would write them. */
  writeReports() {
    mkdirSync(path.join(this.folder, 'reports'), { recursive: true });
    const covered = this.language.executable(readOr(path.join(this.folder, this.file)));
    const records = covered.map((line) => `DA:${line},${this.uncovered.has(line) ? 0 : 1}`);
    const other = `SF:${this.other}\nDA:1,1\nend_of_record\n`;
    const own = covered.length === 0 ? '' : `SF:${this.file}\n${records.join('\n')}\nend_of_record\n`;
    writeFileSync(path.join(this.folder, 'reports', 'lcov.info'), own + other);
    const failure = this.isFailing ? '<failure message="no"/>' : '';
    const suite = `<testsuite name="shop"><testcase classname="shop" name="discounts">${failure}</testcase></testsuite>`;
    writeFileSync(path.join(this.folder, 'reports', 'junit.xml'), `${suite}\n`);
  }
}

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-before-push-'));
const service = await launchThrowawayService({ root, scratch, env: { ...process.env, ...RATES } });
let failures = 0;
try {
  const admin = await service.signIn();
  const api = async (method, route, body, token = admin) => {
    const answer = await fetch(service.url + route, {
      method,
      headers: {
        ...{ connection: 'close', authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' },
        ...{ 'content-type': 'application/json' },
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text.slice(0, 300)}`);
    // The protocol answers as a stream of one event.
    return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  };
  await api('PUT', '/api/quality/gates/config', {
    ...{ enabled: true, block_merge_on_fail: true, applies_to_new_code_only: true, policy: POLICY },
  });
  const { key: ofCi } = await api('POST', '/api/api-keys', { name: 'ci', scopes: ['read:scans', 'write:scans'] });
  for (const checkout of process.argv.slice(2)) await play(checkout, { api, ofCi });
} finally {
  await service.stop();
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function play(checkout, { api, ofCi }) {
  const repo = path.basename(path.resolve(checkout)).replace('+', '/');
  const folder = path.join(scratch, repo.replace('/', '-'));
  const bare = `${folder}.git`;
  run('git', ['clone', '--quiet', '--bare', checkout, bare], scratch);
  run('git', ['clone', '--quiet', bare, folder], scratch);
  const main = run('git', ['branch', '--show-current'], folder).out.trim();
  for (const [name, value] of Object.entries({ 'user.name': 'A', 'user.email': 'a@example.com' }))
    run('git', ['config', name, value], folder);
  // Reports are ignored, as the tools that write them would have it.
  writeFileSync(path.join(folder, '.git', 'info', 'exclude'), '/reports/\n');
  const tracked = run('git', ['ls-files'], folder).out.split('\n');
  const language = LANGUAGES.find(({ extension }) => tracked.filter((file) => file.endsWith(extension)).length > 20);
  const other = tracked.find((name) => name.endsWith(language.extension) && !/test|example|docs/i.test(name));
  const change = new Change(folder, other, language);
  // The analyzers that come along: what else is on the PATH differs.
  const settings = { QGATE_URL: service.url, QGATE_TOKEN: ofCi, QGATE_ANALYZERS: 'jscpd,eslint,complexity' };
  const gate = (args, env = {}) =>
    run(
      process.execPath,
      [qgate, ...args, '--repo', repo, '--default-branch', main],
      folder,
      { ...settings, ...env },
      null,
    );

  console.log(`\n## ${repo}: ${tracked.length - 1} files, ${language.name}\n`);
  change.writeReports();
  const first = gate(['run', '--branch', main, '--quiet']);
  console.log(`main is scanned once: exit code ${first.code}`);
  const { key } = await api('POST', '/api/api-keys', { name: `agent of ${repo}`, kind: 'agent' });

  // A new user: the hook refuses the push.
  console.log('$ qgate hook install');
  console.log(indent(gate0(['hook', 'install'], folder, settings)));
  run('git', ['checkout', '--quiet', '-b', 'discounts'], folder);
  change.make();
  run('git', ['commit', '--quiet', '-m', 'Discounts'], folder);
  const environment = { ...settings, QGATE_REPO: repo, PATH: `${path.dirname(shim())}:${process.env.PATH}` };
  let refusals = 0;
  for (; refusals <= MOST_ROUNDS; refusals += 1) {
    const pushed = run('git', ['push', '--quiet', 'origin', 'discounts'], folder, environment, null);
    console.log('$ git push origin discounts');
    console.log(indent(pushed.err + pushed.out));
    console.log(`exit code ${pushed.code}`);
    if (pushed.code === 0) break;
    const { next_actions: actions } = verdict(gate(['local', '--branch', 'discounts', '--output', 'json']));
    const group = actions.filter((each) => each.enough_with === 1);
    console.log(
      `does the smallest set: ${group.map(({ kind, range }) => `${kind} ${range?.join('-') ?? ''}`.trim()).join(', ')}`,
    );
    change.perform(group);
    run('git', ['commit', '--quiet', '--all', '--allow-empty', '-m', 'As the gate says'], folder);
  }
  if (refusals === 0 || refusals > MOST_ROUNDS) failures += 1;

  // An agent that knows the tools alone.
  run('git', ['checkout', '--quiet', '-b', 'by-agent', main], folder);
  change.make();
  let rounds = 0;
  for (; rounds <= MOST_ROUNDS; rounds += 1) {
    run('git', ['add', '--all'], folder);
    run('git', ['commit', '--quiet', '--allow-empty', '-m', `Round ${rounds}`], folder);
    gate(['run', '--branch', 'by-agent', '--pr', '7', '--base', main, '--quiet', '--soft-fail'], { QGATE_TOKEN: key });
    const why = await ask('why_blocked', { repo, pr_number: 7 });
    if (why.status === 'passed') break;
    const { next_actions: all } = await ask('what_to_fix', { repo, pr_number: 7, limit: 50 });
    const group = all.filter(({ enough_with: group }) => group === 1);
    console.log(
      `agent, round ${rounds + 1}: ${why.violations.map(({ rule }) => rule).join(', ')}; does ${group.length} actions`,
    );
    change.perform(group);
  }
  console.log(
    `agent: ${rounds > MOST_ROUNDS ? 'not passed' : `passed after ${rounds} round${rounds === 1 ? '' : 's'}`}`,
  );
  if (rounds > MOST_ROUNDS) failures += 1;

  async function ask(name, args) {
    const params = { name, arguments: args };
    const { result } = await api('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, key);
    if (result.isError) throw new Error(result.content[0].text);
    return result.structuredContent;
  }
}

/** Numbers of the lines around one, up to empty lines: functions stand apart by them. */
function paragraphAt(lines, line) {
  const isEmpty = (at) => (lines[at - 1]?.text ?? '').trim() === '';
  let [first, last] = [line, line];
  while (!isEmpty(first - 1)) first -= 1;
  while (!isEmpty(last + 1)) last += 1;
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function readOr(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function verdict({ out, err }) {
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`no verdict: ${err}`);
  }
}

function gate0(args, cwd, env) {
  const { out, err } = run(process.execPath, [qgate, ...args], cwd, env, null);
  return err + out;
}

/** `qgate` on the PATH, as the hook calls it. */
function shim() {
  const folder = path.join(scratch, 'bin');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'qgate');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${qgate}' "$@"\n`, { mode: 0o755 });
  return file;
}

/** @param wanted exit code, another one is an error; null: any */
function run(command, args, cwd, env = {}, wanted = 0) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...{ cwd, encoding: 'utf8', maxBuffer: 1 << 28 },
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  if (wanted !== null && status !== wanted) throw new Error(`${command} ${args.join(' ')}: ${status} ${stderr}`);
  return { code: status, out: stdout, err: stderr };
}

function indent(text) {
  return text.trimEnd().replaceAll(scratch, '').replaceAll(/^/gm, '    ');
}
