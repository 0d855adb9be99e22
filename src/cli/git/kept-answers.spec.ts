import { type Git } from './git.js';
import { withKeptAnswers } from './kept-answers.js';

describe('withKeptAnswers', () => {
  it('asks each question once, and runs each command', async () => {
    const asked: string[] = [];
    const answer = (...args: string[]) => Promise.resolve(`${asked.push(args.join(' '))}`);
    const git = { root: '/', hasCommits: true, ask: answer, run: answer } as unknown as Git;
    const kept = withKeptAnswers(git);
    expect(await Promise.all([kept.ask('ls-files', '-z'), kept.ask('ls-files', '-z'), kept.ask('ls-files')])).toEqual([
      '1',
      '1',
      '2',
    ]);
    await kept.run('ls-files');
    await kept.run('ls-files');
    expect([kept.root, asked]).toEqual(['/', ['ls-files -z', 'ls-files', 'ls-files', 'ls-files']]);
    await withKeptAnswers(git).ask('ls-files', '-z');
    expect(asked).toHaveLength(5);
  });
});
