// The changes of docs/verdicts.md that were tried on seven projects, each as a small repository of its own.
import { sarif, Sketch } from './sketch.mjs';

const OWN = { analyzers: 'jscpd,eslint' };
const CLONES = { analyzers: 'jscpd' };
const NONE = { analyzers: 'none' };

/** Remarks that ask people to look before they merge. */
const ASKING = ['coverage_fell', 'coverage_ignored_added', 'suppressions_added', 'lines_reindented'];

const rulesOf = (list) => list.map(({ rule }) => rule);
const asksOf = ({ warnings }) => warnings.map(({ code }) => code).filter((code) => ASKING.includes(code));
const wordOf = (result) => (result.status === 'failed' ? 'stop' : asksOf(result).length > 0 ? 'ask' : 'merge');

/** New problems that a tool reported; a file with little coverage is none. */
const newOf = ({ new_findings: found }) => found.filter(({ type }) => type !== 'coverage_gap').length;

/** A verdict beside the reviewer's word; `isWhy` says if it is right for the right reason. */
function compare(result, word, isWhy = () => true) {
  const { status, violations } = result;
  const fresh = newOf(result);
  const parts = [`${status}`, rulesOf(violations).join(', '), `${fresh} new`, asksOf(result).join(', ')];
  return { ours: parts.filter((part) => part !== '').join('; '), isRight: wordOf(result) === word && isWhy(result) };
}
const breaks =
  (...rules) =>
  ({ violations }) =>
    rules.every((rule) => rulesOf(violations).includes(rule));
const hasNew = (count) => (result) => newOf(result) === count;

/** A project of three tested modules whose default branch was scanned. */
function begun(project, language, options = NONE, place = {}) {
  const sketch = new Sketch(project, language, place);
  sketch
    .add('parse', ['readHead', 'readBody', 'readTail'])
    .add('scan', ['scanWord', 'scanLine'])
    .add('render', ['show']);
  const files = language === 'go' ? { 'go.mod': 'module example.com/sketch\n\ngo 1.22\n' } : {};
  sketch.commit(files);
  sketch.cover().test(40);
  project.push('main', options);
  return sketch;
}

/** Commits and reports a change, and judges it as a pull request. */
function judged(sketch, options = NONE, files = {}) {
  sketch.commit(files);
  sketch.cover();
  return sketch.project.pull(options);
}

const untested =
  (language, { isBehind = false, below = '', options = NONE } = {}) =>
  (project) => {
    const sketch = begun(project, language, options, { below });
    const old = project.git('rev-parse', 'HEAD');
    if (isBehind) {
      sketch.add('later', ['laterOne', 'laterTwo']).commit();
      sketch.cover();
      project.push('main', options);
      sketch.remove('later');
    }
    project.branch('change', old);
    sketch.add('parse', ['readMore'], { lines: 9, isTested: false });
    const isExact = ({ uncovered }) => uncovered.length === 1 && uncovered[0].file_path === sketch.fileOf('parse');
    return compare(judged(sketch, options), 'stop', (result) => breaks('new_coverage_min')(result) && isExact(result));
  };

const copied =
  (language, { isBuilt = true } = {}) =>
  (project) => {
    const sketch = begun(project, language, CLONES);
    project.branch('change', 'main');
    const copy = sketch.fileOf('copy');
    sketch.project.commit({ [copy]: sketch.textOf('parse') });
    if (isBuilt) sketch.cover();
    return compare(project.pull(CLONES), 'stop', ({ new_findings: found }) =>
      found.some(({ file_path: file, type }) => file === copy && type === 'duplication'),
    );
  };

const moved =
  (language, options = NONE) =>
  (project) => {
    const sketch = new Sketch(project, language);
    sketch
      .add('parse', ['readHead', 'readBody'], { isTested: false })
      .add('render', ['show', 'hide', 'fold'])
      .commit(language === 'go' ? { 'go.mod': 'module example.com/sketch\n\ngo 1.22\n' } : {});
    sketch.cover();
    project.push('main', options);
    project.branch('change', 'main');
    project.git('rm', '--quiet', sketch.fileOf('parse'));
    sketch.move('parse', 'reader');
    return compare(judged(sketch, options), 'merge', hasNew(0));
  };

const testsDeleted = (language) => (project) => {
  const sketch = begun(project, language);
  project.branch('change', 'main');
  sketch.forget('readTail');
  sketch.forget('scanLine');
  sketch.test(12);
  return compare(judged(sketch), 'stop', breaks('tests_total_drop_max', 'coverage_drop_max'));
};

/** Put together from parts, since a script with a secret in it alarms every scanner. */
const SECRETS = [
  ['aws-access-token', ['AK', 'IA', 'Z7Q2M4X9', 'P5R8T3W6']],
  ['generic-api-key', ['h8Kd02', 'mVq71Zx', 'pLw94Tn', 'cRy63Bs', 'Fgj58Ua']],
  ['github-pat', ['gh', 'p_', '9aXk2Lm7Qw4', 'Zr8Tn1Vc6Yp', '3Bs5Dh0Gj2Fe4K']],
].map(([rule, parts]) => [rule, parts.join('')]);

const secrets = (language) => (project) => {
  const sketch = begun(project, language);
  project.branch('change', 'main');
  const file = `${sketch.fileOf('keys')}`;
  const text = SECRETS.map(([rule, secret]) => `${rule.replaceAll('-', '_')} = "${secret}"\n`).join('');
  const found = SECRETS.map(([rule, secret], at) => ({
    ...{ RuleID: rule, Description: `A secret: ${rule}`, File: file, StartLine: at + 1, EndLine: at + 1 },
    ...{ StartColumn: 1, EndColumn: 2, Match: secret, Secret: secret },
  }));
  project.write('reports/gitleaks.json', JSON.stringify(found));
  const result = judged(sketch, NONE, { [file]: text });
  const isSilent = !SECRETS.some(([, secret]) => JSON.stringify(result).includes(secret));
  return compare(result, 'stop', (all) => breaks('new_critical_max')(all) && hasNew(3)(all) && isSilent);
};

/** A function with `count` branches, tested. */
const branching = (language, variable, count) =>
  Array.from({ length: count }, (_, at) =>
    language === 'go' ? `\tif value == ${at} { ${variable}++ }` : `  if (value === ${at}) ${variable} += ${at + 1}`,
  );

const edited =
  (language, { isTested = true, lines = 4, share = 1 } = {}) =>
  (project) => {
    const sketch = begun(project, language);
    project.branch('change', 'main');
    const run = Math.round(lines * share);
    if (run > 0) sketch.add('parse', ['compare'], { lines: run, isTested });
    if (run < lines) sketch.add('parse', ['explain'], { lines: lines - run, isTested: false });
    return share === 1
      ? compare(judged(sketch), 'merge', hasNew(0))
      : compare(judged(sketch), 'stop', breaks('new_coverage_min'));
  };

/** Two copies of a function stand in the code before; the change edits a line that they do not share. */
const besideCopies = (language, change) => (project) => {
  const sketch = new Sketch(project, language);
  sketch.add('parse', ['readHead', 'readBody'], { lines: 14 }).add('render', ['show'], { lines: 12 });
  sketch.add('copy', ['readHead', 'readBody'], { lines: 14 }).commit();
  sketch.cover();
  project.push('main', CLONES);
  project.branch('change', 'main');
  sketch.edit('render', 'show', change);
  return compare(judged(sketch, CLONES), 'merge', hasNew(0));
};
const without = (count) => (lines) => [...lines.slice(0, 2), ...lines.slice(2 + count)];
const withMore = (count) => (lines) => [
  ...Array.from({ length: count }, (_, at) => lines[0].replace('show0', `more${at}`)),
  ...lines,
];

const indentedMore = (lines) => lines.map((line) => `    ${line}`);

export const TRIAL = [
  { change: 'JavaScript: a function of ten lines that no test calls', reviewer: 'stop', judge: untested('js') },
  { change: 'JavaScript: a copied file', reviewer: 'stop', judge: copied('js') },
  {
    change: 'JavaScript: a function of complexity 18, tested',
    reviewer: 'merge, with a look at it',
    judge(project) {
      const sketch = begun(project, 'js', OWN);
      project.branch('change', 'main');
      sketch.add('parse', ['choose'], {
        body: ['  let found = value', ...branching('js', 'found', 17), '  return found'],
      });
      return compare(judged(sketch, OWN), 'merge', hasNew(1));
    },
  },
  { change: 'JavaScript: seven test files deleted', reviewer: 'stop', judge: testsDeleted('js') },
  {
    change: "JavaScript: a file indented against the project's own ESLint",
    reviewer: 'stop',
    judge(project) {
      const sketch = begun(project, 'js');
      project.write('reports/eslint.sarif', sarif('ESLint', []));
      project.commit({ 'eslint.config.js': "module.exports = [{ rules: { indent: ['error', 2] } }]\n" });
      project.push('main', NONE);
      project.branch('change', 'main');
      for (const name of ['readHead', 'readBody', 'readTail']) sketch.edit('parse', name, indentedMore);
      const errors = sketch.linesOf('parse').map(([line]) => ({
        ...{ file: 'lib/parse.js', line, rule: 'indent', level: 'error' },
        message: 'Expected indentation of 2 spaces but found 6.',
      }));
      project.write('reports/eslint.sarif', sarif('ESLint', errors));
      return compare(judged(sketch), 'stop', breaks('new_errors_max'));
    },
  },
  { change: 'JavaScript: a module moved to another file', reviewer: 'merge', judge: moved('js', OWN) },
  { change: 'JavaScript: three secrets as constants', reviewer: 'stop', judge: secrets('js') },
  {
    change: 'JavaScript: eslint-disable above a function of complexity 14 with == and var',
    reviewer: 'ask',
    judge(project) {
      const sketch = begun(project, 'js', OWN);
      project.branch('change', 'main');
      sketch.add('parse', ['choose'], {
        body: ['  /* eslint-disable */', '  var found = value == 1', ...branching('js', 'found', 13), '  return found'],
      });
      return compare(judged(sketch, OWN), 'ask');
    },
  },
  {
    change: 'Python: two lines deleted beside copied code',
    reviewer: 'merge',
    judge: besideCopies('python', without(2)),
  },
  {
    change: 'Python: two lines added beside copied code',
    reviewer: 'merge',
    judge: besideCopies('python', withMore(2)),
  },
  {
    change: 'Python: an untested function, behind main',
    reviewer: 'stop',
    judge: untested('python', { isBehind: true }),
  },
  { change: 'Python: a copied file', reviewer: 'stop', judge: copied('python') },
  {
    change: 'Python: a move that leaves an undefined name, so that most tests are missing',
    reviewer: 'stop',
    judge(project) {
      const sketch = begun(project, 'python');
      project.branch('change', 'main');
      project.git('rm', '--quiet', sketch.fileOf('scan'));
      sketch.move('scan', 'words').test(8);
      const undefinedName = {
        ...{
          type: 'error',
          symbol: 'undefined-variable',
          'message-id': 'E0602',
          path: 'src/words.py',
          module: 'words',
        },
        ...{ obj: 'scanWord', line: 4, column: 4, message: "Undefined variable 'value'" },
      };
      project.write('reports/pylint.json', JSON.stringify([undefinedName]));
      return compare(judged(sketch), 'stop', breaks('tests_total_drop_max'));
    },
  },
  {
    change: 'Python: a file indented once more, about which pylint warns',
    reviewer: 'ask',
    judge(project) {
      const sketch = begun(project, 'python');
      project.write('reports/pylint.json', '[]');
      project.push('main', NONE);
      project.branch('change', 'main');
      for (const name of ['readHead', 'readBody', 'readTail']) sketch.edit('parse', name, indentedMore);
      const warnings = sketch.linesOf('parse').map(([line]) => ({
        ...{ type: 'warning', symbol: 'bad-indentation', 'message-id': 'W0311', path: 'src/parse.py', module: 'parse' },
        ...{ obj: '', line, column: 0, message: 'Bad indentation. Found 8 spaces, expected 4' },
      }));
      project.write('reports/pylint.json', JSON.stringify(warnings));
      return compare(judged(sketch), 'ask');
    },
  },
  { change: 'Python: three secrets as constants', reviewer: 'stop', judge: secrets('python') },
  { change: 'Python: the file with most tests deleted', reviewer: 'stop', judge: testsDeleted('python') },
  {
    change: 'Python: shell=True and eval, tested',
    reviewer: 'stop',
    judge(project) {
      const sketch = begun(project, 'python');
      project.write('reports/bandit.sarif', sarif('bandit', []));
      project.push('main', NONE);
      project.branch('change', 'main');
      sketch.add('parse', ['runAll'], {
        body: ['    subprocess.run(value, shell=True)', '    return eval(value)'],
      });
      const [shell, evaluated] = sketch.linesOf('parse').slice(-2);
      project.write(
        'reports/bandit.sarif',
        sarif('bandit', [
          { file: 'src/parse.py', line: shell[0], rule: 'B602', level: 'error', message: 'subprocess with shell=True' },
          { file: 'src/parse.py', line: evaluated[0], rule: 'B307', message: 'Use of possibly insecure function' },
        ]),
      );
      return compare(judged(sketch), 'stop', breaks('new_security_max'));
    },
  },
  { change: 'Go: one more tested function', reviewer: 'merge', judge: edited('go') },
  {
    change: 'Go: two thirds of twelve added lines run',
    reviewer: 'stop until it has tests',
    judge: edited('go', { lines: 12, share: 2 / 3 }),
  },
  { change: 'Go: an untested function, behind main', reviewer: 'stop', judge: untested('go', { isBehind: true }) },
  {
    change: 'Go: a copied file that does not build, without coverage',
    reviewer: 'stop',
    judge: copied('go', { isBuilt: false }),
  },
  { change: 'Go: a module moved to another file', reviewer: 'merge', judge: moved('go') },
  {
    change: 'Go: a function of complexity 16, tested',
    reviewer: 'merge',
    judge(project) {
      const sketch = begun(project, 'go');
      const lizard = (complexity, start, end) =>
        `${end - start},${complexity},99,1,${end - start},"choose@${start}-${end}@parse.go","parse.go","choose","choose( value int )",${start},${end}\n`;
      project.write('reports/lizard.csv', lizard(2, 3, 5));
      project.push('main', NONE);
      project.branch('change', 'main');
      sketch.add('parse', ['choose'], {
        body: ['\tfound := value', ...branching('go', 'found', 15), '\treturn found'],
      });
      const lines = sketch.linesOf('parse').slice(-17);
      project.write('reports/lizard.csv', lizard(16, lines[0][0] - 1, lines.at(-1)[0] + 1));
      return compare(judged(sketch), 'merge', hasNew(1));
    },
  },
  { change: 'Go: the file with most tests deleted', reviewer: 'stop', judge: testsDeleted('go') },
  {
    change: 'PHP: a fifth of ten added lines run',
    reviewer: 'stop until it has tests',
    judge: edited('php', { lines: 10, share: 1 / 5 }),
  },
  {
    change: 'PHP: eval of a request, untested, and no tool that knows it',
    reviewer: 'stop',
    judge(project) {
      const sketch = begun(project, 'php');
      project.branch('change', 'main');
      sketch.add('parse', ['runAll'], {
        isTested: false,
        body: ["    eval($_GET['code']);", "    return shell_exec($_GET['command']);"],
      });
      return compare(judged(sketch), 'stop', breaks('new_coverage_min'));
    },
  },
  { change: 'Ruby: an untested function, behind main', reviewer: 'stop', judge: untested('ruby', { isBehind: true }) },
  { change: 'C: one more tested function', reviewer: 'merge', judge: edited('c') },
  {
    change: 'C: malloc(strlen(p)) and strcpy, untested; reports at the root',
    reviewer: 'stop',
    judge(project) {
      const cppcheck = (errors) =>
        `<?xml version="1.0"?><results version="2"><cppcheck version="2.17"/><errors>${errors}</errors></results>`;
      const sketch = begun(project, 'c');
      project.write('cppcheck.xml', cppcheck(''));
      project.push('main', NONE);
      project.branch('change', 'main');
      sketch.add('parse', ['copyText'], {
        isTested: false,
        body: ['  char *copy = malloc(strlen(value));', '  strcpy(copy, value);', '  return 0;'],
      });
      const [, [line]] = sketch.linesOf('parse').slice(-3);
      project.write(
        'cppcheck.xml',
        cppcheck(
          `<error id="bufferAccessOutOfBounds" severity="error" msg="Buffer is accessed out of bounds: copy" cwe="788"><location file="parse.c" line="${line}"/></error>`,
        ),
      );
      return compare(judged(sketch), 'stop', breaks('new_errors_max', 'new_coverage_min'));
    },
  },
  {
    change: "TypeScript: a change of two packages, one package's tests not run",
    reviewer: 'stop for what was sent',
    judge(project) {
      const core = new Sketch(project, 'ts', { below: 'packages/core/' });
      const nuxt = new Sketch(project, 'ts', { below: 'packages/nuxt/' });
      core.add('store', ['open', 'shut']);
      nuxt.add('plugin', ['setUp']).commit();
      core.commit();
      core.cover();
      nuxt.cover();
      project.push('main', NONE);
      project.branch('change', 'main');
      core.add('store', ['reset']);
      nuxt.add('plugin', ['tearDown'], { lines: 18, isTested: false });
      core.commit();
      nuxt.commit();
      core.cover();
      nuxt.cover();
      return compare(project.pull(NONE), 'stop', ({ uncovered }) => uncovered[0]?.file_path === nuxt.fileOf('plugin'));
    },
  },
  {
    change: 'TypeScript: an untested function in one package',
    reviewer: 'stop',
    judge: untested('ts', { below: 'packages/testing/' }),
  },
  {
    change: 'JavaScript: a tested function gets more complex by a little',
    reviewer: 'merge',
    judge(project) {
      const sketch = new Sketch(project, 'js');
      const body = (count) => ['  let found = value', ...branching('js', 'found', count), '  return found'];
      sketch.add('parse', ['choose'], { body: body(8) }).commit();
      sketch.cover();
      project.push('main', OWN);
      project.branch('change', 'main');
      sketch.edit('parse', 'choose', () => body(13));
      return compare(judged(sketch, OWN), 'merge', hasNew(1));
    },
  },
  {
    change: 'JavaScript: one line deleted beside two copies of a function',
    reviewer: 'merge',
    judge: besideCopies('js', without(1)),
  },
  {
    change: 'JavaScript: three lines added beside two copies of a function',
    reviewer: 'merge',
    judge: besideCopies('js', withMore(3)),
  },
  {
    change: 'JavaScript: an untested function moved between files',
    reviewer: 'merge',
    judge(project) {
      const sketch = begun(project, 'js', OWN);
      sketch.add('scan', ['scanMore'], { isTested: false }).commit();
      sketch.cover();
      project.push('main', OWN);
      project.branch('change', 'main');
      const after = new Sketch(project, 'js');
      after.add('parse', ['readHead', 'readBody', 'readTail']).add('scan', ['scanWord', 'scanLine']);
      after.add('render', ['show']).add('render', ['scanMore'], { isTested: false });
      return compare(judged(after, OWN), 'merge', hasNew(0));
    },
  },
  {
    change: 'JavaScript: untested code indented once more',
    reviewer: 'merge',
    judge(project) {
      const sketch = begun(project, 'js');
      sketch.add('scan', ['scanMore'], { isTested: false }).commit();
      sketch.cover();
      project.push('main', NONE);
      project.branch('change', 'main');
      sketch.edit('scan', 'scanMore', indentedMore);
      return compare(judged(sketch), 'merge', hasNew(0));
    },
  },
  {
    change: 'a mark made on main, its line edited in a change, then merged: the mark stays',
    reviewer: 'merge',
    async judge(project) {
      const sketch = begun(project, 'js');
      const report = (line, message) =>
        project.write('reports/lint.sarif', sarif('lint', [{ file: 'lib/render.js', line, rule: 'magic', message }]));
      report(4, 'A number without a name.');
      const before = await project.findings(project.push('main', NONE));
      await project.mark(before[0].issue_id);
      project.branch('change', 'main');
      sketch.edit('render', 'show', ([first, ...others]) => [`${first} + 1`, ...others]);
      const changed = judged(sketch, NONE);
      project.git('checkout', '--quiet', 'main');
      project.git('merge', '--quiet', '--no-ff', '--message', 'Merge pull request #1 from change', 'change');
      const merged = project.push('main', NONE);
      const after = await project.findings(merged);
      const isKept = after.length === 1 && after[0].issue_id === before[0].issue_id && after[0].user_marked_fp;
      const { ours, isRight } = compare(changed, 'merge', () => hasNew(0)(changed) && isKept);
      return { ours: `${ours}; ${isKept ? 'the mark stays' : `the mark is lost: ${JSON.stringify(after)}`}`, isRight };
    },
  },
];
