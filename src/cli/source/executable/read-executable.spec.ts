import { loadGrammar } from '../grammars/grammar.js';
import { GRAMMAR_LANGUAGES, grammarLanguageOf } from '../grammars/languages.js';
import { toSourceFile } from '../source-file.js';
import { readExecutableByLayout } from './read-executable.js';

const never = () => false;

/** A text in which each line that is to be executable ends with ¤, and those lines. */
function unmark(marked: string): { readonly text: string; readonly expected: readonly number[] } {
  const lines = marked.split('\n');
  return {
    text: lines.map((line) => line.replace(/¤/u, '')).join('\n'),
    expected: lines.flatMap((line, index) => (line.includes('¤') ? [index + 1] : [])),
  };
}

const LANGUAGES: readonly (readonly [name: string, extension: string, marked: string])[] = [
  [
    'JavaScript',
    'js',
    `'use strict';
import a from 'a';
// comment
export function f(
  x = 1,
) {
  const y = x; ¤
  let z;
  if (x) { ¤
    return g( ¤
      y,
    );
  } else if (y) { ¤
    throw z; ¤
  }
  for (const each of y) each(); ¤
  label: while (true) { ¤
    break label; ¤
  }
  switch (x) { ¤
    case 1:
      f(); ¤
    default:
  }
  try { ¤
    f(); ¤
  } catch {
    f(); ¤
  }
}
export class C {
  field = 1; ¤
  other;
  method() {
    return (x) => ({ ¤
      x,
    });
  }
}
export default f;
const long = ¤
  f();
const later =
  f(); ¤`.replace('const long = ¤\n  f();', 'const long =\n  f(); ¤'),
  ],
  [
    'TypeScript',
    'ts',
    `import type { A } from 'a';
interface I {
  x: number;
}
type T = I | null;
declare const y: number;
declare enum D { A }
abstract class C<T> implements I {
  readonly x = 1; ¤
  constructor(private readonly z: T) {}
  abstract f(): void;
}
enum E { ¤
  A,
}
function f(x: number): void;
function f(x: unknown): void {
  g(x as T); ¤
}
export { f };`,
  ],
  [
    'TSX',
    'tsx',
    `export const App = (): Element => ( ¤\n  <p>\n    text\n  </p>\n);`.replace('( ¤\n  <p>', '( ¤\n  <p> ¤'),
  ],
  [
    'Python',
    'py',
    `"""Module."""
import os ¤
from a import ( ¤
    b,
)

@decorate ¤
class C(Base): ¤
    """Class."""
    x: int = 1 ¤

    def f( ¤
        self,
    ):
        """Text
        over lines."""
        # comment
        if self: ¤
            return [ ¤
                1,
            ]
        elif os: ¤
            pass ¤
        else:
            raise b ¤
        try: ¤
            del b ¤
        except E: ¤
            f() ¤
        finally:
            f() ¤
        with a: ¤
            assert a ¤
        for b in a: ¤
            continue ¤
        match a: ¤
            case 1: ¤
                yield b ¤`,
  ],
  [
    'Java',
    'java',
    `package a;
import b.C;
/** Text. */
public class A extends C {
  private int x = 1; ¤
  private int y;
  @Override
  public A(int z) { ¤
    super(z); ¤
  }
  int f(int z) {
    int w;
    int v = z; ¤
    if (v > 1) { ¤
      return v; ¤
    } else {
      g( ¤
        v);
    }
    for (int i : list) { ¤
      list.forEach(e -> ¤
        e.f());
    }
    try (R r = open()) { ¤
      throw new E(); ¤
    } catch (E e) {
    }
    switch (v) { ¤
      case 1:
        break; ¤
    }
  }
  enum S { ONE } ¤
  abstract int h();
}`.replace('list.forEach(e -> ¤\n        e.f());', 'list.forEach(e -> ¤\n        e.f()); ¤'),
  ],
  [
    'Go',
    'go',
    `package a
import "b"
var x = 1
const y = 2
type T struct {
	f int
}
// comment
func (t *T) F(
	z int,
) int {
	var v = z ¤
	w := v ¤
	if w > 1 { ¤
		return w ¤
	} else {
		t.f++ ¤
	}
	for i := range x { ¤
		g( ¤
			i,
		)
	}
	switch w { ¤
	case 1:
		defer g() ¤
	default:
		go g() ¤
	}
	return 0 ¤
}`,
  ],
  [
    'C#',
    'cs',
    `using System;
namespace A;
[Attribute]
public class C : Base {
  private int x = 1; ¤
  private const int K = 2;
  private int y;
  public int P { get; set; }
  public int Q => x; ¤
  public int F(int z) {
    int w;
    var v = z; ¤
    if (v > 1) { ¤
      return v; ¤
    }
    foreach (var e in list) { ¤
      G( ¤
        e);
    }
    switch (v) { ¤
      case 1:
        break; ¤
    }
    throw new E(); ¤
  }
}`,
  ],
  [
    'PHP',
    'php',
    `<?php
namespace A;
use B\\C;
// comment
class D extends C {
  private $x = 1;
  public function f(int $z): int {
    $v = $z; ¤
    if ($v) { ¤
      return $v; ¤
    } else {
      echo $v; ¤
    }
    foreach ($v as $e) { ¤
      g( ¤
        $e
      );
    }
    throw new E(); ¤
  }
}`,
  ],
];

describe('executable lines', () => {
  it.each(LANGUAGES)('of %s are the first of each statement and initial value', async (_, extension, marked) => {
    const { text, expected } = unmark(marked);
    const grammar = await loadGrammar(grammarLanguageOf(extension)!);
    expect(grammar.readExecutableLines(text, never)).toEqual(expected);
  });

  it('are tested for every language with a grammar', () => {
    expect(LANGUAGES.map(([name]) => name)).toEqual(GRAMMAR_LANGUAGES.map(({ name }) => name));
  });

  it('are unknown where reading takes too long', async () => {
    const grammar = await loadGrammar(grammarLanguageOf('js')!);
    expect(grammar.readExecutableLines('f(1, [2]);\n'.repeat(5000), () => true)).toBeNull();
    expect(grammar.readExecutableLines('f();', never)).toEqual([1]);
  });

  it.each([
    ['a.rb', '# comment\nclass Cart ¤\n  def total(items) ¤\n    items.sum ¤\n  end\nend\n\n'],
    ['a.rs', '/* a\n b */\nfn f() -> i32 { ¤\n    // c\n    1 ¤\n}\n'],
    ['a.kt', 'fun f( ¤\n    x: Int, ¤\n) {\n    val a = """ ¤\n      text\n    """\n}\n'],
    ['a.sh', '#!/bin/sh\nif true; then ¤\n  echo "#x" ¤\nelse\n  echo ¤\nfi\n'],
    ['a.lua', '-- comment\nlocal x = 1 ¤\n'],
  ])('of other languages hold more than comments and brackets: %s', (path, marked) => {
    const { text, expected } = unmark(marked);
    expect(readExecutableByLayout(toSourceFile(path, text))).toEqual(expected);
  });
});
