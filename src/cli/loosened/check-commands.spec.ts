import { checkCommandsIn, findNarrowedChecks } from './check-commands.js';

type Texts = Readonly<Record<string, string>>;

/** Names what files check no more, as `tool key`. */
function narrowed(before: Texts, after: Texts): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const read = (texts: Texts, path: string) => checkCommandsIn(path, texts[path] ?? '');
  const files = paths.map((path) => ({ path, before: read(before, path), after: read(after, path) }));
  return findNarrowedChecks(files).map(({ tool, key }) => `${tool} ${key}`);
}

const PACKAGE = 'package.json';
const scripts = (lint: unknown, rest: object = {}): Texts => ({
  [PACKAGE]: JSON.stringify({ scripts: { lint, ...rest }, keywords: ['eslint'] }, null, 2),
});
const WORKFLOW = '.github/workflows/ci.yml';
const steps = (...lines: string[]): Texts => ({
  [WORKFLOW]: ['steps:', ...lines.map((each) => `  - ${each}`)].join('\n'),
});
const run = (command: string): Texts => steps(`run: ${command}`);
const make = (command: string): Texts => ({ Makefile: `lint: deps\n\t${command}\n` });

describe('commands that check less', () => {
  it.each<[string, Texts, Texts, string[]]>([
    ['fewer files', scripts('eslint .'), scripts('eslint index.js test'), ['eslint fewer files, line 3']],
    ['a folder of a folder', run('npx eslint src'), run('npx eslint src/a'), ['eslint fewer files, line 2']],
    ['some tests in place of all', run('pytest'), run('pytest tests/unit'), ['pytest fewer files, line 2']],
    ['some packages', run('go test ./...'), run('go test ./a/...'), ['go test fewer files, line 2']],
    ['a rule that is off', scripts('eslint .'), scripts('eslint . --rule "no-eval: off"'), ['eslint --rule, line 3']],
    ['a rule that is 0', make('eslint .'), make("eslint . --rule 'no-eval: 0'"), ['eslint --rule, line 2']],
    ['tests by their names', run('pytest -q'), run('pytest -q -k "not slow"'), ['pytest -k, line 2']],
    ['a build without tests', run('./gradlew build'), run('./gradlew build -x test'), ['gradle -x, line 2']],
    ['tests that Maven skips', run('mvn verify'), run('mvn -DskipTests verify'), ['mvn -DskipTests, line 2']],
    ['a higher severity', run('shellcheck a.sh'), run('shellcheck -S error a.sh'), ['shellcheck -S, line 2']],
    ['a lower level', run('phpstan analyse -l 8 src'), run('phpstan analyse -l 2 src'), ['phpstan -l, line 2']],
    ['fewer families', run('ruff check --select E,S .'), run('ruff check --select E .'), ['ruff --select, line 2']],
    ['less strictness', run('mypy --strict src'), run('mypy src'), ['mypy --strict removed, line 2']],
    [
      'an option on a further line',
      run('eslint .'),
      steps('run: |', '  eslint . \\', '  --rule "a: off"'),
      ['eslint --rule, line 3'],
    ],
    ['a baseline', run('swiftlint lint'), run('swiftlint lint --baseline a.json'), ['swiftlint --baseline, line 2']],
    ['no coverage', run('jest --coverage'), run('jest'), ['jest --coverage removed, line 2']],
    [
      'files of a step that went',
      steps('run: eslint src', 'run: eslint lib'),
      run('eslint src'),
      ['eslint fewer files, line 3'],
    ],
    ['a step that went', steps('run: npm run lint', 'run: npm test'), run('npm test'), ['ci check removed, line 2']],
    ['a step in a comment', run('npm test'), steps('# run: npm test'), ['ci check removed, line 2']],
    ['an action that went', steps('uses: golangci/golangci-lint-action@v6'), run('make'), ['ci check removed, line 2']],
    ['a script that checks nothing', scripts('eslint .'), scripts('true'), ['eslint check removed, line 3']],
    ['a pipeline that went', run('cargo clippy -- -D warnings'), {}, ['cargo clippy check removed, line 2']],
    [
      'commands of tox',
      { 'tox.ini': 'commands =\n  flake8 src\n  pytest\n' },
      { 'tox.ini': 'commands =\n  pytest\n' },
      ['flake8 check removed, line 2'],
    ],
    [
      'hooks of commits',
      { [PACKAGE]: '{"lint-staged":{"*.js":["eslint --fix"]}}' },
      { [PACKAGE]: '{"lint-staged":{}}' },
      ['eslint check removed, line 1'],
    ],
    [
      'a step of Jenkins',
      { Jenkinsfile: "sh 'npm test'\n" },
      { Jenkinsfile: "sh 'true'\n" },
      ['ci check removed, line 1'],
    ],
    [
      'a check beside the script that fixes',
      scripts('eslint .', { fix: 'eslint . --fix' }),
      scripts('echo', { fix: 'eslint . --fix' }),
      ['eslint check removed, line 3'],
    ],
    ['retries', run('mocha test'), run('mocha --retries 5 test'), ['mocha --retries, line 2']],
    ['severities of Bandit', run('bandit -r src'), run('bandit -ll -r src'), ['bandit -ll, line 2']],
    ['the gate, which is no longer asked', run('npx qgate run'), run('make'), ['qgate check removed, line 2']],
    ['a script that asks the gate', run('npm run quality-gate'), run('npm test'), ['ci check removed, line 2']],
    [
      'a gate that looks for less',
      run('qgate run'),
      run('qgate run --coverage-exclude src --base-commit HEAD --dry-run'),
      ['qgate --coverage-exclude, line 2', 'qgate --base-commit, line 2', 'qgate --dry-run, line 2'],
    ],
    ['a baseline of Bandit', run('bandit -r src'), run('bandit -r src -b known.json'), ['bandit -b, line 2']],
    [
      'problems that ESLint stores',
      scripts('eslint .'),
      scripts('eslint . --suppress-all'),
      ['eslint --suppress-all, line 3'],
    ],
    [
      'a threshold of Vitest',
      run('vitest run --coverage'),
      run('vitest run --coverage --coverage.thresholds.lines=0'),
      ['vitest --coverage.thresholds.lines, line 2'],
    ],
    ['pytest without coverage', run('pytest --cov'), run('pytest --cov --no-cov'), ['pytest --no-cov, line 2']],
  ])('are named: %s', (_, before, after, expected) => {
    expect(narrowed(before, after)).toEqual(expected);
  });

  it.each<[string, Texts, Texts]>([
    ['all in place of some', scripts('eslint src test'), scripts('eslint .')],
    ['one command in place of two', scripts('eslint src && eslint test'), scripts('eslint src test')],
    ['globs of the same folder', scripts('eslint "src/**/*.ts"'), scripts('eslint src --ext .ts')],
    ['a format', scripts('eslint .'), scripts('eslint --format json --cache .')],
    ['another name of a script', scripts('eslint .'), { [PACKAGE]: '{"scripts":{"lint:js":"eslint ."}}' }],
    ['a script that a pipeline runs', run('npx eslint .'), run('npm run lint')],
    ['another tool of the purpose', run('flake8 src'), run('ruff check src')],
    ['another pipeline', run('npm test'), { '.github/workflows/test.yml': 'steps:\n  - run: npm test\n' }],
    ['a pipeline that is kept elsewhere', run('npm test'), steps('uses: acme/ci/.github/workflows/all.yml@v1')],
    [
      'names of steps and other work',
      steps('name: eslint', 'uses: actions/checkout@v4', 'run: ruff format .'),
      run('make'),
    ],
    ['the other name of an option', run('mvn verify -DskipTests'), run('mvn -Dmaven.test.skip=true verify')],
    ['coverage in a step of its own', run('jest --coverage'), steps('run: jest', 'run: jest --coverage --ci')],
    [
      'one of two equal steps',
      steps('run: phpstan analyse src', 'run: phpstan analyse src'),
      run('phpstan analyse src'),
    ],
    ['a script of a manager', run('vendor/bin/phpstan analyse'), run('composer phpstan')],
    ['the folder of all tests', run('pytest -q'), run('pytest -q tests/')],
    ['an action whose owner alone checks', steps('uses: step-security/harden-runner@v2'), run('make')],
    ['a keyword', { [PACKAGE]: '{"keywords":["eslint"]}' }, { [PACKAGE]: '{"keywords":[]}' }],
    ['coverage around the same tests', scripts('nyc mocha test'), scripts('mocha test')],
    ['lists that became longer', run('ruff check --select E .'), run('ruff check --select E,S .')],
    ['a text that is no JSON', { [PACKAGE]: '{' }, { [PACKAGE]: '{"scripts": 1}' }],
    ['an address of the gate', run('qgate run'), run('qgate run --url https://gate.test --json out.json')],
    ['the gate by another name', run('npx qgate run'), run('npm run quality-gate')],
  ])('are not: %s', (_, before, after) => {
    expect(narrowed(before, after)).toEqual([]);
  });
});
