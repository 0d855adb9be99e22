import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.js';
import { takeSome } from '../support/seed.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';
import { type Found, sarifOf } from './support/sarif-report.js';

const BAD: Found = { rule: 'eval', file: 'src/a.js', line: 2, text: 'eval(input);' };
const SOURCE = 'export const a = 1;\neval(input);\n';

describe('qgate agent-hook', () => {
  let repository: GitRepository;
  beforeEach(() => {
    repository = GitRepository.of({ 'src/a.js': 'export const a = 1;\n' });
    repository.git('checkout', '-q', '-b', 'feature');
    repository.commit({ 'src/a.js': SOURCE, 'a.sarif': sarifOf(BAD) });
  });
  afterEach(() => repository.remove());

  async function hook(args: readonly string[], said: string = JSON.stringify({ stop_hook_active: false })) {
    const recording = recordingTerminal(repository.root, { QGATE_ANALYZERS: 'none', QGATE_DEFAULT_BRANCH: 'main' });
    const stdin = Readable.from([said]);
    const exitCode = await main(['agent-hook', ...args], { ...recording, stdin });
    return { exitCode, out: recording.out(), err: recording.err() };
  }

  it.each(takeSome(['claude', 'codex', 'gemini'], 1))(
    'sends a failed change back to %s by exit code 2, three times',
    async (agent) => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        const { exitCode, out, err } = await hook(['--format', agent]);
        expect([exitCode, out]).toEqual([2, '']);
        expect(err).toMatch(/^Verdict: failed\. 2 broken rules, 1 new findings\.\n- .*new_critical_max/);
      }
      const last = await hook(['--format', agent]);
      expect(last).toEqual({
        exitCode: 0,
        out: '',
        err: expect.stringMatching(/^Verdict: failed.* The agent was sent back 3 times and may stop now\.\n$/),
      });
    },
  );

  it.each([
    ['cursor', (text: string) => ({ followup_message: text })],
    ['copilot', (text: string) => ({ decision: 'block', reason: text })],
  ] as const)('tells %s on standard output', async (agent, formed) => {
    const { exitCode, out, err } = await hook(['--format', agent, '--attempts', '1']);
    expect([exitCode, err, JSON.parse(out)]).toEqual([
      0,
      '',
      formed(expect.stringMatching(/^Verdict: failed/) as string),
    ]);
    expect(await hook(['--format', agent, '--attempts', '1'])).toMatchObject({ exitCode: 0, out: '' });
  });

  it('counts for a commit, at most three times as many on a branch, and begins again once the gate passed', async () => {
    const once = ['--format', 'claude', '--attempts', '1'];
    expect((await hook(once)).exitCode).toBe(2);
    expect((await hook(once)).exitCode).toBe(0);
    repository.commit({ 'b.js': 'export const b = 1;\n' });
    expect((await hook(once)).exitCode).toBe(2);
    expect((await hook(once)).exitCode).toBe(0);
    repository.commit({ 'c.js': 'export const c = 1;\n' });
    expect((await hook(once)).exitCode).toBe(2);
    repository.commit({ 'd.js': 'export const d = 1;\n' });
    expect(await hook(once)).toMatchObject({ exitCode: 0, err: expect.stringContaining('was sent back 3 times') });
    repository.write({ 'a.sarif': sarifOf() });
    expect(await hook(once)).toEqual({ exitCode: 0, out: '', err: '' });
    repository.write({ 'a.sarif': sarifOf(BAD) });
    expect((await hook(once)).exitCode).toBe(2);
  });

  it.each([
    [[]],
    [['--format', 'vim']],
    [['--format']],
    [['--format', 'claude', '--attempts', '0']],
    [['--format', 'claude', '--nonsense']],
    [['--format', 'claude', 'more']],
  ])('lets the agent go with 1 and one line where it is called wrongly: %j', async (args) => {
    const { exitCode, out, err } = await hook(args);
    expect([exitCode, out, err.split('\n').length]).toEqual([1, '', 2]);
  });

  it('works in the folder that the agent names, and lets it go where that is no checkout', async () => {
    const { exitCode, err } = await hook(['--format', 'claude'], JSON.stringify({ cwd: '/' }));
    expect([exitCode, err.split('\n').length]).toEqual([1, 2]);
    expect((await hook(['--format', 'claude'], 'no JSON')).exitCode).toBe(2);
    const gone = await hook(['--format', 'claude'], JSON.stringify({ cwd: '/no/such/folder' }));
    expect(gone).toMatchObject({ exitCode: 1, err: 'qgate: The folder /no/such/folder does not exist.\n' });
  });
});
