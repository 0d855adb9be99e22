import { readFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../src/cli/main.js';
import { BARE_PATH, writeProgram } from './support/bare-path.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

/** A stand-in for Ruff: it reports three words, and its fixes work for two of them, of which it calls one safe. */
const RUFF = `
if (args[0] === '--version') { console.log('ruff 0.12.0'); process.exit(0); }
const valueOf = (name) => args[args.indexOf(name) + 1];
const found = args.slice(args.indexOf('--output-file') + 2).flatMap((file) =>
  readFileSync(file, 'utf8').split('\\n').flatMap((line, at) =>
    [...line.matchAll(/bad|ugly|stuck/g)].map(({ 0: word, index }) => ({ file, word, row: at + 1, column: index + 1 }))));
const textFor = (word) => (word === 'stuck' ? 'stuck_' : 'good');
const json = found.map(({ file, word, row, column }) => {
  const [location, end_location] = [{ row, column }, { row, column: column + word.length }];
  const edits = [{ content: textFor(word), location, end_location }];
  const fix = { applicability: word === 'bad' ? 'safe' : 'unsafe', message: 'Use good', edits };
  return { code: word, message: word, filename: require('node:path').resolve(file), location, end_location, fix };
});
const results = found.map(({ file, word, row, column }) => {
  const region = { startLine: row, startColumn: column, endColumn: column + word.length };
  const artifactLocation = { uri: file };
  const replacements = [{ deletedRegion: region, insertedContent: { text: textFor(word) } }];
  return {
    ruleId: word, level: 'error', message: { text: word },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    fixes: [{ artifactChanges: [{ artifactLocation, replacements }] }],
  };
});
const sarif = { version: '2.1.0', runs: [{ tool: { driver: { name: 'ruff' } }, results }] };
writeFileSync(valueOf('--output-file'), JSON.stringify(valueOf('--output-format') === 'json' ? json : sarif));
`;

describe('qgate fix', () => {
  let repository: GitRepository;
  beforeEach(() => {
    repository = GitRepository.of({ 'a.py': 'bad = 1\n', 'other.py': 'bad = 2\n' });
    writeProgram(path.join(repository.root, '../bin'), 'ruff', RUFF);
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'a.py': 'bad = 1\nx = bad\nstuck = x\n' });
  });
  afterEach(() => repository.remove());

  async function fix(...args: readonly string[]) {
    const bin = path.join(repository.root, '../bin');
    const terminal = recordingTerminal(repository.root, { PATH: `${bin}${path.delimiter}${BARE_PATH}` });
    const exitCode = await main(['fix', '--analyzers', 'ruff', ...args], terminal);
    const read = (name: string) => readFileSync(path.join(repository.root, name), 'utf8');
    return { exitCode, out: terminal.out(), err: terminal.err(), a: read('a.py'), other: read('other.py') };
  }

  it('keeps fixes of new findings that their tool confirms, and undoes the others', async () => {
    repository.write({ 'a.py': 'bad = 1\nx = bad\nstuck = x\n# mine\n' });
    const { exitCode, out, a, other } = await fix('--new');
    expect([a, other]).toEqual(['bad = 1\nx = good\nstuck = x\n# mine\n', 'bad = 2\n']);
    expect(out).toMatch(/kept +ruff +bad +a\.py:2\nundone +ruff +stuck +a\.py:3 +its finding is still there\n/);
    expect(out).toContain('Fixes: 1 kept, 1 undone, 0 left.');
    expect([exitCode, repository.git('diff', '--cached', '--name-only')]).toEqual([1, '']);
  });

  it('fixes all findings of the files of the change, and none of others, without --new', async () => {
    repository.write({ 'a.py': 'bad = 1\nx = bad\n' });
    const { exitCode, a, other } = await fix();
    expect([exitCode, a, other]).toEqual([0, 'good = 1\nx = good\n', 'bad = 2\n']);
    expect((await fix()).out).toBe('Nothing to fix.\n');
  });

  it('applies what its tool calls safe alone, where that is wanted', async () => {
    repository.write({ 'a.py': 'bad = 1\nx = bad\nugly = x\n' });
    const safe = await fix('--new', '--safe');
    expect([safe.exitCode, safe.a]).toEqual([0, 'bad = 1\nx = good\nugly = x\n']);
    const all = await fix('--new');
    expect([all.exitCode, all.a]).toEqual([0, 'bad = 1\nx = good\ngood = x\n']);
  });

  it('has fixes as suggestions of reviewdog in the result of a judgement', async () => {
    const env = { PATH: `${path.join(repository.root, '../bin')}${path.delimiter}${BARE_PATH}` };
    const terminal = recordingTerminal(repository.root, env);
    await main(['local', '--analyzers', 'ruff', '--output', 'rdjson'], terminal);
    const { diagnostics } = JSON.parse(terminal.out());
    const range = { start: { line: 2 }, end: { line: 2 } };
    expect(diagnostics).toMatchObject([
      { code: { value: 'bad' }, location: { path: 'a.py' }, suggestions: [{ range, text: 'x = good' }] },
      { code: { value: 'stuck' }, suggestions: [{ text: 'stuck_ = x' }] },
    ]);
  });

  it('refuses beside staged changes, unless forced', async () => {
    repository.write({ 'b.py': 'y = 1\n' });
    repository.git('add', 'b.py');
    const refused = await fix('--new');
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('There are staged changes')]);
    const forced = await fix('--new', '--force');
    expect(forced.a).toContain('x = good');
    expect(repository.git('diff', '--cached', '--name-only')).toBe('b.py');
  });

  it('leaves the fix of a report whose tool it cannot run', async () => {
    const results = [
      {
        ...{ ruleId: 'r', message: { text: 'm' } },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a.py' }, region: { startLine: 2 } } }],
        fixes: [
          {
            artifactChanges: [
              {
                artifactLocation: { uri: 'a.py' },
                replacements: [{ deletedRegion: { startLine: 2 }, insertedContent: { text: '' } }],
              },
            ],
          },
        ],
      },
    ];
    const log = { version: '2.1.0', runs: [{ tool: { driver: { name: 'strange' } }, results }] };
    repository.write({ 'a.sarif': JSON.stringify(log) });
    const { exitCode, out, a } = await fix('--new', '--analyzers', 'none', '--findings', 'a.sarif');
    expect([exitCode, a]).toEqual([1, 'bad = 1\nx = bad\nstuck = x\n']);
    expect(out).toMatch(/left +strange +r +a\.py:2 +qgate cannot run strange again/);
  });
});
