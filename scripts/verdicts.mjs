// `npm run verdicts`: makes the changes of docs/verdicts.md from public npm packages, and those of its trial as repositories of
// their own, judges each by Clean changes with the real `qgate` and a service of its own, and compares the verdict with a reviewer's
// word. Without a registry it leaves the packages out and says so.
//
// Arguments: numbers of changes, those of the trial from 15 on; none: all.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchThrowawayService } from './throwaway-service.mjs';
import { TRIAL } from './verdicts/trial.mjs';

const root = path.dirname(import.meta.dirname);
const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-verdicts-'));
// Under root the service's PostgreSQL runs as another user, who has to get through to its data.
chmodSync(scratch, 0o711);

/** The environment without the CI system that runs the script. */
const env = {
  ...Object.fromEntries(
    ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'npm_config_registry']
      .filter((name) => process.env[name] !== undefined)
      .map((name) => [name, process.env[name]]),
  ),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const FIRST_COMMIT = Date.UTC(2026, 0, 5, 9);
const OWN = { analyzers: 'jscpd,eslint' };
const CLONES = { analyzers: 'jscpd' };
const NONE = { analyzers: 'none' };

/** Unpacks a version of a package, once; null without a registry. */
function unpack(spec) {
  const folder = path.join(scratch, 'packages', spec.replaceAll(/[^\w.-]/g, '_'));
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  const packed = spawnSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
    cwd: scratch,
    env,
    encoding: 'utf8',
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (packed.status !== 0 || tarball === undefined) {
    rmSync(folder, { recursive: true });
    return null;
  }
  execFileSync('tar', ['xzf', tarball, '--strip-components', '1'], { cwd: folder });
  rmSync(path.join(folder, tarball));
  return folder;
}

const REPORTS = ['coverage', 'reports', 'coverage.*', 'clover.xml', 'cppcheck.xml'];

/** A repository whose commits are versions of packages, with fixed dates. */
class Project {
  #commits = 0;

  constructor(number, service) {
    this.name = `verdicts/${number}`;
    this.service = service;
    this.folder = path.join(scratch, `change-${number}`);
    mkdirSync(this.folder);
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args) {
    const date = new Date(FIRST_COMMIT + this.#commits * 3_600_000).toISOString();
    const dated = { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', args, { cwd: this.folder, env: dated, encoding: 'utf8' }).trim();
  }

  at = (file) => path.join(this.folder, file);
  read = (file) => readFileSync(this.at(file), 'utf8');
  write(file, text) {
    mkdirSync(path.dirname(this.at(file)), { recursive: true });
    writeFileSync(this.at(file), text);
  }

  /** Commits the working tree; `files` are written before. */
  commit(files = {}) {
    this.#commits += 1;
    for (const [file, text] of Object.entries(files)) this.write(file, text);
    this.write('.gitignore', REPORTS.map((name) => `${name}\n`).join(''));
    this.git('add', '--all', '--force', '.', ...REPORTS.map((name) => `:!${name}`), ':!**/coverage');
    this.git('commit', '--quiet', '--allow-empty', '--message', `change ${this.#commits}`);
    return this.git('rev-parse', 'HEAD');
  }

  /** Replaces the tree by a version of a package and commits it. */
  release(spec) {
    for (const entry of readdirSync(this.folder)) if (entry !== '.git') rmSync(this.at(entry), { recursive: true });
    cpSync(unpack(spec), this.folder, { recursive: true });
    return this.commit();
  }

  branch(name, from) {
    this.git('checkout', '--quiet', '-b', name, from);
  }

  push(branch, options) {
    return this.#scan(['--branch', branch], options);
  }

  pull(options, base = 'main') {
    return this.#scan(['--branch', 'change', '--pr', '1', '--base', base], options);
  }

  /** Findings of the scan of a result. */
  findings = async ({ scan_id: id }) => (await this.#request('GET', `/scans/${id}/findings`)).findings;

  /** Marks a problem as a false positive. */
  mark = (issueId) =>
    this.#request('POST', '/quality/findings/mark-fp', { issue_id: issueId, is_fp: true, reason: 'Not so.' });

  #request = (method, route, body) => request(this.service, method, route, body);

  #scan(place, { analyzers }) {
    const args = ['run', '--repo', this.name, '--default-branch', 'main', '--analyzers', analyzers, '--output', 'json'];
    const { url, token } = this.service;
    const called = spawnSync(process.execPath, [path.join(root, 'bin', 'qgate.js'), ...args, ...place], {
      cwd: this.folder,
      env: { ...env, QGATE_URL: url, QGATE_TOKEN: token },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    const result = JSON.parse(called.stdout);
    if (result.error !== null) throw new Error(`${result.error.message}\n${called.stderr}`);
    return result;
  }
}

const lcov = (file, lines) =>
  `SF:${file}\n${lines.map(([line, hit]) => `DA:${line},${hit}\n`).join('')}end_of_record\n`;
/** Every line that is neither blank nor a comment, with the hits that `hitsOf` says. */
const codeLines = (text, hitsOf) =>
  text.split('\n').flatMap((line, at) => (/^\s*($|\/\/|\*|\/\*)/.test(line) ? [] : [[at + 1, hitsOf(at + 1)]]));
const comment = (text) => `// A comment.\n${text}`;
const isClean = (result) => ({
  ours: `${result.status}, ${result.new_findings_total} new, base ${result.base?.commit_sha?.slice(0, 7) ?? 'none'}${result.base?.exact ? ' (exact)' : ''}`,
  isRight: result.new_findings_total === 0 && result.violations.length === 0,
});
const rulesOf = (list) => list.map(({ rule }) => rule).join(', ');
const codesOf = ({ warnings }) => warnings.map(({ code }) => code);
const sarif = (results) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'scanner', version: '1' } }, results }] });

const CHANGES = [
  {
    change: 'express 4.17.1 and a comment, main at 4.18.2 and scanned',
    packages: ['express@4.17.1', 'express@4.18.2'],
    reviewer: 'nothing new',
    judge(project) {
      const old = project.release('express@4.17.1');
      project.push('main', OWN);
      project.release('express@4.18.2');
      project.push('main', OWN);
      project.branch('change', old);
      project.commit({ 'lib/express.js': comment(project.read('lib/express.js')) });
      return isClean(project.pull(OWN));
    },
  },
  {
    change: 'express 4.18.2 and a comment, main scanned at 4.17.1',
    packages: ['express@4.17.1', 'express@4.18.2'],
    reviewer: 'nothing new',
    judge(project) {
      project.release('express@4.17.1');
      project.push('main', OWN);
      const newer = project.release('express@4.18.2');
      project.branch('change', newer);
      project.commit({ 'lib/express.js': comment(project.read('lib/express.js')) });
      return isClean(project.pull(OWN));
    },
  },
  {
    change: 'a comment on release/3 (express 3.21.2), main at 4.18.2',
    packages: ['express@3.21.2', 'express@4.18.2'],
    reviewer: 'nothing new',
    judge(project) {
      project.release('express@4.18.2');
      project.push('main', OWN);
      project.branch('release/3', 'main');
      project.release('express@3.21.2');
      project.push('release/3', OWN);
      project.branch('change', 'release/3');
      project.commit({ 'lib/express.js': comment(project.read('lib/express.js')) });
      return isClean(project.pull(OWN, 'release/3'));
    },
  },
  {
    change: 'fastify 5.1.0 and a comment, main has excluded test/ since',
    packages: ['fastify@5.1.0'],
    reviewer: 'nothing new',
    judge(project) {
      const old = project.release('fastify@5.1.0');
      project.push('main', OWN);
      project.commit({ 'qgate.yml': 'exclude:\n  - test/**\n' });
      project.push('main', OWN);
      project.branch('change', old);
      project.commit({ 'fastify.js': comment(project.read('fastify.js')) });
      return isClean(project.pull(OWN));
    },
  },
  {
    change: 'depd, etag and fresh as packages of one repository, each report names index.js; half of 4 added lines run',
    packages: ['depd@2.0.0', 'etag@1.8.1', 'fresh@0.5.2'],
    reviewer: 'half of it is untested',
    judge(project) {
      const names = ['depd', 'etag', 'fresh'];
      const fileOf = (name) => `packages/${name}/index.js`;
      for (const [at, name] of names.entries())
        cpSync(unpack(this.packages[at]), project.at(`packages/${name}`), { recursive: true });
      project.commit();
      const cover = (name, hitsOf) =>
        project.write(
          `packages/${name}/coverage/lcov.info`,
          lcov('index.js', codeLines(project.read(fileOf(name)), hitsOf)),
        );
      for (const name of names) cover(name, () => 1);
      project.push('main', NONE);
      project.branch('change', 'main');
      const before = project.read(fileOf('etag'));
      const length = before.split('\n').length - 1;
      project.commit({ [fileOf('etag')]: `${before}first()\nsecond()\nthird()\nfourth()\n` });
      cover('etag', (line) => (line <= length + 2 ? 1 : 0));
      const { violations, uncovered } = project.pull(NONE);
      const [broken] = violations;
      return {
        ours: `${broken?.rule} ${broken?.actual}, uncovered ${JSON.stringify(uncovered)}`,
        isRight:
          violations.length === 1 &&
          broken.rule === 'new_coverage_min' &&
          broken.actual === 50 &&
          uncovered.length === 1 &&
          uncovered[0].file_path === fileOf('etag') &&
          JSON.stringify(uncovered[0].ranges) === JSON.stringify([[length + 3, length + 4]]),
      };
    },
  },
  {
    change: 'ms as a new file of express 4.18.2 that no test loads',
    packages: ['express@4.18.2', 'ms@2.1.3'],
    reviewer: 'the new file is untested',
    judge(project) {
      project.release('express@4.18.2');
      const cover = () =>
        project.write(
          'coverage/lcov.info',
          lcov(
            'lib/express.js',
            codeLines(project.read('lib/express.js'), () => 1),
          ),
        );
      cover();
      project.push('main', NONE);
      project.branch('change', 'main');
      project.commit({ 'lib/ms.js': readFileSync(path.join(unpack('ms@2.1.3'), 'index.js'), 'utf8') });
      cover();
      const { violations, untested_files: untested } = project.pull(NONE);
      return {
        ours: `${rulesOf(violations)}: ${violations[0]?.actual}, untested ${JSON.stringify(untested)}`,
        isRight:
          rulesOf(violations) === 'new_coverage_min' &&
          violations[0].actual === 0 &&
          untested[0]?.file_path === 'lib/ms.js',
      };
    },
  },
  {
    change: 'fastify 5.1.0 without half of its tests, coverage of lib/ falls with them',
    packages: ['fastify@5.1.0'],
    reviewer: 'has to be said',
    judge(project) {
      project.release('fastify@5.1.0');
      const sources = readdirSync(project.at('lib')).filter((name) => name.endsWith('.js'));
      const cover = (isRun) =>
        project.write(
          'coverage/lcov.info',
          sources
            .map((name, at) =>
              lcov(
                `lib/${name}`,
                codeLines(project.read(`lib/${name}`), () => (isRun(at) ? 1 : 0)),
              ),
            )
            .join(''),
        );
      cover(() => true);
      project.push('main', NONE);
      project.branch('change', 'main');
      const tests = readdirSync(project.at('test')).filter((name) => name.endsWith('.test.js'));
      for (const name of tests.slice(0, tests.length / 2)) rmSync(project.at(`test/${name}`));
      project.commit();
      cover((at) => at % 2 === 0);
      const result = project.pull(NONE);
      const { from, to } = result.changes?.coverage_pct ?? {};
      return {
        ours: `${result.status}, ${from} % to ${to} %, ${codesOf(result).join(', ')}`,
        isRight: codesOf(result).includes('coverage_fell') && from === 100 && to < 99.5,
      };
    },
  },
  {
    change: "a copy of express's lib/view.js",
    packages: ['express@4.18.2'],
    reviewer: 'a duplicate, at the copy',
    judge(project) {
      project.release('express@4.18.2');
      project.push('main', CLONES);
      project.branch('change', 'main');
      project.commit({ 'lib/a-view.js': project.read('lib/view.js') });
      const { new_findings: found } = project.pull(CLONES);
      return {
        ours: found
          .map((each) => `${each.file_path} also ${each.related?.map((place) => place.file_path).join()}`)
          .join('; '),
        isRight:
          found.length > 0 &&
          found.every((each) => each.file_path === 'lib/a-view.js' && each.related?.[0]?.file_path === 'lib/view.js'),
      };
    },
  },
  {
    change: 'fastify 5.1.0 with a line changed in the middle of every fifth test file: its clones shrink',
    packages: ['fastify@5.1.0'],
    reviewer: 'nothing new',
    judge(project) {
      project.release('fastify@5.1.0');
      project.push('main', CLONES);
      project.branch('change', 'main');
      const tests = readdirSync(project.at('test')).filter((name) => name.endsWith('.test.js'));
      for (const name of tests.filter((_, at) => at % 5 === 0)) {
        const lines = project.read(`test/${name}`).split('\n');
        lines.splice(Math.floor(lines.length / 2), 0, `// Marks ${name}.`, `void '${name}'`);
        project.write(`test/${name}`, lines.join('\n'));
      }
      project.commit();
      return isClean(project.pull(CLONES));
    },
  },
  {
    change: "fastify's partialDeepStrictEqual moves to another file, exports.x = becomes module.exports.x =",
    packages: ['fastify@5.4.0'],
    reviewer: 'nothing new',
    judge(project) {
      project.release('fastify@5.4.0');
      project.push('main', OWN);
      project.branch('change', 'main');
      const text = project.read('test/toolkit.js');
      const head = 'exports.partialDeepStrictEqual = ';
      const at = text.indexOf(head);
      const end = text.indexOf('\n}\n', at) + 3;
      project.commit({
        'test/toolkit.js': text.slice(0, at) + text.slice(end),
        'test/strict-equal.js': `'use strict'\n\nmodule.${text.slice(at, end)}`,
      });
      const result = project.pull(OWN);
      const moved = result.new_findings.filter((each) => each.file_path === 'test/strict-equal.js');
      return { ours: `${moved.length} new in the moved function`, isRight: moved.length === 0 };
    },
  },
  {
    change: "two new files of rxjs 7.8.1 that share the repository's imports and a licence header, nothing else",
    packages: ['rxjs@7.8.1'],
    reviewer: 'nothing new',
    judge(project) {
      project.release('rxjs@7.8.1');
      project.push('main', CLONES);
      project.branch('change', 'main');
      const imports = project
        .read('src/index.ts')
        .split('\n')
        .filter((line) => /^export \{.*\} from /.test(line))
        .slice(0, 30);
      const head = `/*\n${' * Permission is granted under the terms of this licence.\n'.repeat(12)} */\n${imports.map((line) => line.replace('export', 'import')).join('\n')}\n`;
      project.commit({
        'src/first.ts': `${head}export const first = 1;\n`,
        'src/second.ts': `${head}export const second = 2;\n`,
      });
      const found = project.pull(CLONES).new_findings;
      return { ours: `${found.length} new`, isRight: found.length === 0 };
    },
  },
  {
    change: 'a function of express 4.18.2 gets 40 branches more',
    packages: ['express@4.18.2'],
    reviewer: 'worse: this has to be looked at',
    judge(project) {
      project.release('express@4.18.2');
      project.push('main', { analyzers: 'eslint' });
      const text = project.read('lib/view.js');
      project.branch('change', 'main');
      const head = /^function View\(.*\{\n/m.exec(text);
      const branches = Array.from({ length: 60 }, (_, at) => `  if (name === ${at}) options.part${at} = true;\n`).join(
        '',
      );
      const after = head.index + head[0].length;
      project.commit({ 'lib/view.js': text.slice(0, after) + branches + text.slice(after) });
      const { status, new_findings: found } = project.pull({ analyzers: 'eslint' });
      return {
        ours: `${status}: ${found.map((each) => `${each.severity} ${each.new_because}`).join(', ')}`,
        isRight: status === 'failed' && found.length === 1 && found[0].severity === 'critical',
      };
    },
  },
  {
    change: 'express 4.18.2 with a critical problem and a policy file that allows 999',
    packages: ['express@4.18.2'],
    reviewer: 'failed',
    judge(project) {
      project.release('express@4.18.2');
      project.write('reports/scanner.sarif', sarif([]));
      project.push('main', NONE);
      project.branch('change', 'main');
      project.commit({
        '.codestax/quality_gate.yaml': 'new_critical_max: 999\nrating_min: E\n',
        'lib/danger.js': 'eval(input)\n',
      });
      project.write('reports/scanner.sarif', sarif([critical('lib/danger.js', 1)]));
      const { status, violations } = project.pull(NONE);
      return { ours: `${status}: ${rulesOf(violations)}`, isRight: rulesOf(violations).includes('new_critical_max') };
    },
  },
  {
    change: 'express 4.18.2 with a critical problem that its author suppressed',
    packages: ['express@4.18.2'],
    reviewer: 'nothing new, and stop until a second person has seen what is hidden',
    judge(project) {
      project.release('express@4.18.2');
      project.write('reports/scanner.sarif', sarif([]));
      project.push('main', NONE);
      project.branch('change', 'main');
      project.commit({ 'lib/danger.js': 'eval(input)\n' });
      project.write(
        'reports/scanner.sarif',
        sarif([{ ...critical('lib/danger.js', 1), suppressions: [{ kind: 'inSource' }] }]),
      );
      const { status, violations, suppressions, new_findings_total: found } = project.pull(NONE);
      const hidden = suppressions?.hides.critical;
      return {
        ours: `${status}, ${found} new, ${rulesOf(violations)}: ${hidden} critical hidden`,
        isRight: found === 0 && rulesOf(violations) === 'new_hidden_high_max' && hidden === 1,
      };
    },
  },
];

function critical(file, line) {
  return {
    ruleId: 'no-eval',
    message: { text: 'Never evaluate input.' },
    properties: { 'security-severity': '9.5' },
    locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line } } }],
  };
}

const wanted = process.argv.slice(2).map(Number);
const all = [...CHANGES, ...TRIAL].map((each, at) => ({ number: at + 1, packages: [], ...each }));
const asked = all.filter(({ number }) => wanted.length === 0 || wanted.includes(number));
process.exitCode = await judgeAll();

async function judgeAll() {
  const missing = asked.flatMap(({ packages }) => packages).find((spec) => unpack(spec) === null);
  if (missing !== undefined)
    console.log(`skipped: the changes of packages, since ${missing} does not come from an npm registry.`);
  const chosen = missing === undefined ? asked : asked.filter(({ packages }) => packages.length === 0);
  const generous = { RATE_LIMIT_DEFAULT: '100000', RATE_LIMIT_STATUS: '100000', RATE_LIMIT_UPLOAD: '100000' };
  const service = await launchThrowawayService({ root, scratch, env: { ...env, ...generous } });
  const stopOnSignal = () => void cleanUp(service).finally(() => process.exit(130));
  process.once('SIGINT', stopOnSignal);
  process.once('SIGTERM', stopOnSignal);
  try {
    const place = { url: service.url, token: await service.signIn() };
    await request(place, 'PUT', '/quality/gates/config', { preset: 'clean_changes' });
    const verdicts = [];
    for (const each of chosen) verdicts.push(await judge(each, place));
    const right = verdicts.filter(Boolean).length;
    console.log(`${right} of ${verdicts.length} as a reviewer would say`);
    return right === verdicts.length ? 0 : 1;
  } finally {
    await cleanUp(service);
  }
}

/** Sends a request to the service, on its own connection: a scan blocks this process while the service closes idle ones. */
async function request({ url, token }, method, route, body) {
  const answer = await fetch(`${url}/api${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${route}: ${await answer.text()}`);
  return answer.json();
}

async function cleanUp(service) {
  await service.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function judge(each, service) {
  const { number, change, reviewer } = each;
  let verdict;
  try {
    verdict = await each.judge(new Project(number, service));
  } catch (error) {
    verdict = { ours: `no verdict: ${error.message}`, isRight: false };
  }
  console.log(
    `${verdict.isRight ? 'right' : 'WRONG'} ${number}. ${change}\n  reviewer: ${reviewer}\n  ours: ${verdict.ours}`,
  );
  return verdict.isRight;
}
