import { commentSyntaxOf } from './comment-syntax.js';
import { findComments, startsInsideBlock, stripComments } from './strip-comments.js';

/** The code of a line, without the blanks at its end. */
const code = (line: string, path: string, startsInBlock = false): string =>
  stripComments(line, commentSyntaxOf(path), startsInBlock).code.trimEnd();

describe('stripComments', () => {
  it.each([
    ['a.js', 'run(); // done', 'run();'],
    ['a.js', '// nothing', ''],
    ['a.js', 'open("http://x"); // done', 'open("http://x");'],
    ['a.js', "it's // done", "it's"],
    ['a.js', 'a(/* none */ b)', 'a(           b)'],
    ['a.js', ' * @param a', ''],
    ['a.js', ' */ run();', '    run();'],
    ['a.js', 'x = /\\/\\//.test(y);', 'x = /\\/\\//.test(y);'],
    ['a.c', '*pointer = 1; /* set */', '*pointer = 1;'],
    ['a.py', 'a = b // c  # floor', 'a = b // c'],
    ['a.py', '**kwargs', '**kwargs'],
    ['a.py', 'x = "#" # sign', 'x = "#"'],
    ['a.sh', 'echo $# ${#a} # count', 'echo $# ${#a}'],
    ['Makefile', 'all: # build', 'all:'],
    ['a.sql', 'select 1 -- one', 'select 1'],
    ['a.css', 'a { b: url(//x) }', 'a { b: url(//x) }'],
    ['a.html', '<p>a</p> <!-- b -->', '<p>a</p>'],
    ['a.unknown', 'a // b # c', 'a // b # c'],
  ])('%s: %j', (path, line, expected) => expect(code(line, path)).toBe(expected));

  it('keeps columns', () => {
    expect(stripComments('a(/* b */ c)', commentSyntaxOf('a.js'), false).code.indexOf('c)')).toBe(10);
  });

  it('tells whether the next line is in a comment', () => {
    const strip = (line: string, startsInBlock: boolean) => stripComments(line, commentSyntaxOf('a.ts'), startsInBlock);
    expect(strip('a(); /* b', false)).toEqual({ code: 'a();     ', endsInBlock: true });
    expect(strip('b */ c();', true)).toEqual({ code: '     c();', endsInBlock: false });
    expect(strip('still b', true)).toEqual({ code: '       ', endsInBlock: true });
    expect(strip('a();', false)).toEqual({ code: 'a();', endsInBlock: false });
  });
});

describe('findComments', () => {
  const find = (text: string, from: number, to: number): number[] => {
    const comments: number[] = [];
    findComments(comments, text, from, to, commentSyntaxOf('a.ts'), false);
    return comments;
  };

  it('tells where each comment begins and ends', () => {
    expect(find('a(/* b */ c) // d', 0, 17)).toEqual([2, 9, 13, 17]);
  });

  it('looks at one line of a text alone', () => {
    const text = "it's\nrun('/*') // now\ndon't */ stop";
    expect(find(text, 5, 21)).toEqual([15, 21]);
    expect(find(text, 22, text.length)).toEqual([]);
  });
});

describe('startsInsideBlock', () => {
  const starts = (...lines: string[]): boolean => startsInsideBlock(lines.join('\n'), commentSyntaxOf('a.js'));

  it.each([[['text of a licence', '*/', 'run();']], [['text */']]])('%j does', (lines) =>
    expect(starts(...lines)).toBe(true),
  );

  it.each([[['run();', '/* a */']], [['run();']], [['const star = /\\*/.test(a);']], [['match("**/*.js")', 'run();']]])(
    '%j does not',
    (lines) => expect(starts(...lines)).toBe(false),
  );
});
