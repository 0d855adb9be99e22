import { describe, expect, it } from 'vitest';
import { highlightLines } from './highlight';

const SOURCE = "/* one\n   two */\nexport const answer = f('x');\n";

describe('source in its language', () => {
  it('has the kinds of pieces, and loses no character', async () => {
    const lines = (await highlightLines(SOURCE, 'src/answer.ts'))!;
    expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(SOURCE);
    expect(lines[2]).toContainEqual({ text: 'export', kind: 'keyword' });
    expect(lines[2]).toContainEqual({ text: "'x'", kind: 'string' });
  });

  it('has a comment over two lines in both', async () => {
    const lines = (await highlightLines(SOURCE, 'answer.TSX'))!;
    expect(lines.slice(0, 2)).toEqual([
      [{ text: '/* one', kind: 'comment' }],
      [{ text: '   two */', kind: 'comment' }],
    ]);
  });

  it('stays plain in languages that it does not know, and where it is too long', async () => {
    expect(await highlightLines(SOURCE, 'Makefile')).toBeNull();
    expect(await highlightLines('x'.repeat(200_001), 'long.ts')).toBeNull();
  });

  it.each(['py', 'java', 'kt', 'go', 'cs', 'php', 'rb', 'rs', 'c', 'mjs'])('knows %s', async (ending) => {
    const lines = await highlightLines('return 1', `file.${ending}`);
    expect(lines!.flat()).toContainEqual({ text: 'return', kind: 'keyword' });
  });

  it.each([
    ...['App.swift', 'Main.scala', 'main.dart', 'run.sh', 'up.sql', 'page.html', 'page.css', 'ci.yml', 'package.json'],
    'images/Dockerfile',
  ])('knows %s', async (name) => {
    expect(await highlightLines('select 1', name)).not.toBeNull();
  });
});
