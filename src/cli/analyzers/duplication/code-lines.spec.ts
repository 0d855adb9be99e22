import { findCodeLines } from './code-lines.js';

/** The lines that hold code, by their text. */
const codeOf = (file: string, lines: readonly string[]): string[] => {
  const isCode = findCodeLines(file, lines.join('\n'));
  return lines.filter((_, at) => isCode[at]);
};

describe('lines of code of their own', () => {
  it.each<[string, string[], string[]]>([
    [
      'a.ts',
      [
        '/*',
        ' * Licensed under the terms of the',
        ' */',
        "'use strict';",
        "import fs, { type Stats } from 'node:fs';",
        'import {',
        '  one,',
        '  two,',
        "} from './numbers.js';",
        "export * from './all.js';",
        "const path = require('node:path');",
        'const {',
        '  a,',
        '  b',
        "} = require('./c');",
        '',
        'const {',
        '  x,',
        '} = options;',
        'const page = await import(name);',
        'import.meta.dirname;',
        'export { one };',
        'export const two = 2; // two',
      ],
      [
        'const {',
        '  x,',
        '} = options;',
        'const page = await import(name);',
        'import.meta.dirname;',
        'export { one };',
        'export const two = 2; // two',
      ],
    ],
    [
      'a.py',
      ['# Copyright', 'import os', 'from a import (', '    b,', ')', 'importlib.reload(a)', 'x = 1'],
      ['importlib.reload(a)', 'x = 1'],
    ],
    ['a.go', ['// Copyright', 'package a', 'import (', '\t"fmt"', ')', 'import "os"', 'func F() {'], ['func F() {']],
    [
      'A.java',
      ['package a;', 'import static b.C.d;', 'import e.*;', 'class A {', '  int important;'],
      ['class A {', '  int important;'],
    ],
    ['A.cs', ['using System;', 'using A = B.C;', 'namespace X;', 'using (var a = b()) {'], ['using (var a = b()) {']],
    ['a.rs', ['use a::{', '    b,', '};', 'mod c;', 'pub use d::e;', 'mod f {', 'used();'], ['mod f {', 'used();']],
    ['a.c', ['#include <stdio.h>', '#define A 1', 'int a;'], ['#define A 1', 'int a;']],
    ['a.rb', ['require "json"', 'required = 1'], ['required = 1']],
    ['a.php', ['<?php', 'namespace A;', 'use B\\C;', '$user = 1;'], ['$user = 1;']],
    ['a.ts', ['import {', '  never,', 'closed();'], ['import {', '  never,', 'closed();']],
    ['a.unknown', ['import a', '# b', ''], ['import a', '# b']],
  ])('of %s: %j', (file, lines, code) => {
    expect(codeOf(file, lines)).toEqual(code);
  });
});
