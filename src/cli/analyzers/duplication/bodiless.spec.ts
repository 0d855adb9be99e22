import { findBodiless } from './bodiless.js';

describe('findBodiless', () => {
  it.each([
    ['a.ts', 'export function f(a: string): void;\nexport function f(a: unknown): void {\n  g(a);\n}', [1]],
    ['a.ts', 'interface A {\n  b(): void;\n}\ndeclare const c: number;\nconst d = 1;', [1, 2, 3, 4]],
    ['a.ts', 'abstract class A {\n  abstract b(): void;\n  c() {\n    return 1;\n  }\n}', [2]],
    ['a.py', '@overload\ndef f(a: int) -> int: ...\n\ndef f(a):\n    return a', [1, 2]],
    [
      'a.py',
      '@typing.overload\ndef f(\n    a: int\n) -> int:\n    pass\n\n@cached\ndef g():\n    return 1',
      [1, 2, 3, 4, 5],
    ],
    ['a.py', 'class P(Protocol):\n    def f(self) -> int: ...\n    def g(self):\n        return 1', [2]],
    ['A.java', 'interface A {\n  int b(\n      int c);\n  default int d() {\n    return 1;\n  }\n}', [2, 3]],
    ['a.go', 'package a\n\ntype B interface {\n  C() int\n}\n\nfunc d() int { return 1 }', [3, 4, 5]],
    ['A.cs', 'abstract class A {\n  abstract int B();\n  int C() => 1;\n  int D() { return 1; }\n}', [2]],
    ['a.php', '<?php\nabstract class A {\n  abstract function b();\n  function c() { return 1; }\n}', [3]],
    ['a.rb', 'def a\nend', []],
  ])('of %s: %j', async (file, text, expected) => {
    expect([...new Set(await findBodiless(file, text))].sort((a, b) => a - b)).toEqual(expected);
  });
});
