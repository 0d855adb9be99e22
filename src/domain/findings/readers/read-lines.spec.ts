import { readResults } from '../../../../test/support/read-results.js';

const read = (...lines: string[]) => readResults(`${lines.join('\n')}\n`);

describe('readLines', () => {
  it.each([
    ["src/a.c:10:5: warning: unused variable 'x' [-Wunused-variable]", 'gcc', '-Wunused-variable', 'dead_code', 'low'],
    ["src/a.c:10:5: error: 'x' undeclared", 'gcc', 'unnamed', 'bug', 'high'],
    ['src/a.cpp:4:1: fatal error: a.h: No such file or directory', 'gcc', 'unnamed', 'bug', 'high'],
    [
      'src/a.cpp:4:1: warning: use nullptr [modernize-use-nullptr]',
      'clang-tidy',
      'modernize-use-nullptr',
      'code_smell',
      'low',
    ],
    [
      "src/a.c:9:1: warning: The scope of the variable 'n' can be reduced. [variableScope]",
      'cppcheck',
      'variableScope',
      'code_smell',
      'low',
    ],
    ['src/a.c:9:1: error: Null pointer dereference: p [nullPointer]', 'cppcheck', 'nullPointer', 'bug', 'high'],
    [
      'shop/a.rb:7:1: C: [Correctable] Style/IfUnlessModifier: Favor if.',
      'rubocop',
      'Style/IfUnlessModifier',
      'code_smell',
      'low',
    ],
    ['shop/a.rb:7:1: W: Lint/RescueException: Avoid it.', 'rubocop', 'Lint/RescueException', 'code_smell', 'medium'],
    ['shop/a.rb:7:1: E: Lint/Syntax: unexpected token', 'rubocop', 'Lint/Syntax', 'bug', 'high'],
    [
      'shop/Gemfile.rb:7:1: F: [Corrected] Rails/Http/Get: Avoid it.',
      'rubocop',
      'Rails/Http/Get',
      'code_smell',
      'high',
    ],
    ['shop/a.py:3: error: Incompatible types in assignment  [assignment]', 'mypy', 'assignment', 'bug', 'high'],
    ["shop/a.py:1:1: F401 'os' imported but unused", 'flake8', 'F401', 'dead_code', 'low'],
    ['shop/a.py:9:80: E501 line too long (118 > 100 characters)', 'flake8', 'E501', 'code_smell', 'low'],
    [
      'shop/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)',
      'pylint',
      'C0114',
      'code_smell',
      'low',
    ],
    [
      'ci/a.yml:3:1: [warning] missing document start "---" (document-start)',
      'yamllint',
      'document-start',
      'code_smell',
      'low',
    ],
    ['./cmd/a.go:10:2: unreachable code', 'go-vet', 'unnamed', 'bug', 'medium'],
    ['cmd/a.go:10:2: this value is never used (SA4006)', 'staticcheck', 'SA4006', 'dead_code', 'low'],
    ["src/a.ts(10,5): error TS2322: Type 'a' is not assignable", 'typescript', 'TS2322', 'bug', 'high'],
    ["src/a.ts:10:5 - error TS2322: Type 'a' is not assignable", 'typescript', 'TS2322', 'bug', 'high'],
    [
      "Shop/A.cs(10,5): warning CS0168: The variable 'x' is never used [/w/Shop.csproj]",
      'roslyn',
      'CS0168',
      'dead_code',
      'low',
    ],
    ["src/a.lua:9:1: (W113) accessing undefined variable 'x'", 'luacheck', 'W113', 'bug', 'medium'],
    ["src/a.lua:9:1: (W213) unused loop variable 'i'", 'luacheck', 'W213', 'dead_code', 'low'],
    ["src/a.lua:9:1: (W411) variable 't' was previously defined on line 3", 'luacheck', 'W411', 'code_smell', 'low'],
    ["src/a.lua:9:1: (E011) expected '=' near 'x'", 'luacheck', 'E011', 'bug', 'high'],
    ['bin/a.sh:3:5: note: Double quote [SC2086]', 'shellcheck', 'SC2086', 'code_smell', 'low'],
    ['bin/a.sh:3:5: note: declared here', 'none', '', '', ''],
    ['deploy:3:5: error: Quote the grep pattern. [SC2062]', 'shellcheck', 'SC2062', 'bug', 'high'],
    ['12:30:45: done', 'none', '', '', ''],
    [
      'src/a.c:10:5: warning: conversion may change the sign [-Wsign-conversion]',
      'gcc',
      '-Wsign-conversion',
      'code_smell',
      'low',
    ],
    ['bin/a.sh:3:5: warning: Double quote [SC2086]', 'shellcheck', 'SC2086', 'code_smell', 'medium'],
    ['/w/a.js:3:5: Missing semicolon. [Error/semi]', 'eslint', 'semi', 'code_smell', 'low'],
    [
      'web/a.scss:3:5: Unexpected unit "pt" (unit-disallowed-list) [error]',
      'stylelint',
      'unit-disallowed-list',
      'code_smell',
      'low',
    ],
    [
      'docs/a.md:3:81 MD013/line-length Line length [Expected: 80; Actual: 120]',
      'markdownlint',
      'MD013',
      'code_smell',
      'low',
    ],
    ['conf/a.lua:3:5: value assigned is overwritten (unused-value)', 'unknown', 'unused-value', 'code_smell', 'medium'],
    ['conf/a.lua:3:5: value assigned is overwritten (see above)', 'unknown', 'unnamed', 'code_smell', 'medium'],
    ["shop/a.py:3:1: F821 undefined name 'x'", 'flake8', 'F821', 'bug', 'high'],
  ])('reads %s', (line, tool, ruleId, type, severity) => {
    const { findings } = read('a.x:1:1: other', line);
    expect(findings.slice(1)).toMatchObject(tool === 'none' ? [] : [{ tool, ruleId, type, severity }]);
  });

  it('takes place and message apart', () => {
    expect(read("C:\\w\\a.c:10:5: warning: unused variable 'x' [-Wunused-variable]").findings).toMatchObject([
      {
        filePath: 'w/a.c',
        region: { startLine: 10, startColumn: 5 },
        message: "unused variable 'x'",
      },
    ]);
    expect(read('a.py:3: error: Bad  [misc]').findings).toMatchObject([
      { message: 'Bad', region: { startColumn: null } },
    ]);
  });

  it('passes over what is between: notes, source and counts', () => {
    const { findings, rejected } = read(
      'In file included from src/a.c:1:',
      "src/a.c: In function 'f':",
      'src/a.c:3:7: warning: x [-Wx]',
      '    3 |   int x;',
      '      |       ^',
      'src/a.c:1:1: note: declared here',
      'Found 1 error in 1 file (checked 3 source files)',
      '12:30:45: done',
    );
    expect(findings).toHaveLength(1);
    expect(rejected).toEqual([]);
  });

  it('takes the tool that the sender names for lines that tell none', () => {
    expect(readResults('a.md:1:2: too long\n', { tool: 'prose' }).tools).toEqual([['prose', null, 'ok']]);
    expect(read('a.md:1:2: too long').tools).toEqual([['unknown', null, 'ok']]);
  });

  it('reads long lines of nothing in moments', () => {
    const blanks = `a.c:1:1: x${' '.repeat(9_900)}[a`;
    const long = [
      blanks,
      `${blanks.slice(50)}[${'a '.repeat(9)}.projpro]`,
      ' [a'.repeat(3_000),
      'a:'.repeat(4_000),
      'a('.repeat(4_000),
      'a'.repeat(50_000),
      `a.c:1:1: ${' ('.repeat(4_000)}`,
    ];
    const started = performance.now();
    read('a.c:1:1: x', ...Array.from({ length: 50 }, () => long).flat());
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
