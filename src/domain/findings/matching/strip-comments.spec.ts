import { commentSyntaxOf } from './comment-syntax.js';
import { startsInsideBlock, stripComments } from './strip-comments.js';

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

  it('tells where the first comment is, and whether the next line is in one', () => {
    const syntax = commentSyntaxOf('a.ts');
    expect(stripComments('a(); /* b', syntax, false)).toMatchObject({ commentAt: 5, endsInBlock: true });
    expect(stripComments('b */ c();', syntax, true)).toMatchObject({
      code: '     c();',
      commentAt: 0,
      endsInBlock: false,
    });
    expect(stripComments('still b', syntax, true)).toMatchObject({ commentAt: 0, endsInBlock: true });
    expect(stripComments('a();', syntax, false)).toMatchObject({ code: 'a();', commentAt: 4, endsInBlock: false });
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
