import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** Faults by the rule that finds each; every one is a file of its own. */
const FAULTS: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['typescript(await-thenable)', 'src/a.ts', 'export const f = async (n: number) => { await n; };'],
  ['typescript(no-floating-promises)', 'src/b.ts', 'export function f() { Promise.resolve(1); }'],
  ['typescript(no-floating-promises)', 'scripts/b.mjs', 'export function f() { Promise.resolve(1); }'],
  [
    'typescript(no-misused-promises)',
    'src/c.ts',
    'export const f = (l: number[]) => { l.forEach(async (n) => { await Promise.resolve(n); }); };',
  ],
  ['typescript(no-misused-promises)', 'src/d.ts', 'export const f = (p: Promise<boolean>) => (p ? 1 : 2);'],
  ['typescript(no-unnecessary-condition)', 'src/e.ts', 'export const f = (s: string) => s ?? "none";'],
  ['typescript(no-unnecessary-type-assertion)', 'src/f.ts', 'export const f = (s: string) => (s as string).length;'],
  [
    'typescript(no-unnecessary-type-parameters)',
    'src/g.ts',
    'export function f<T>(list: T[]): number { return list.length; }',
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'src/h.ts',
    "export function f(k: 'a' | 'b'): void { switch (k) { case 'a': break; } }",
  ],
  ['typescript(restrict-template-expressions)', 'src/i.ts', 'export const f = (o: { a: number }) => `${o}`;'],
  ['typescript(restrict-plus-operands)', 'src/j.ts', "export const f = (n: number) => n + 'px';"],
  ['typescript(no-base-to-string)', 'src/k.ts', 'export const f = (o: { a: number }) => String(o);'],
  [
    'typescript(no-unsafe-assignment)',
    'src/l.ts',
    'export function f(s: string) { const a = JSON.parse(s); return typeof a; }',
  ],
  ['typescript(no-unsafe-return)', 'src/m.ts', 'export const f = (s: string): number => JSON.parse(s);'],
  ['typescript(no-unsafe-member-access)', 'src/n.ts', 'export const f = (s: string) => typeof JSON.parse(s).a;'],
  ['typescript(no-unsafe-call)', 'src/o.ts', 'export const f = (s: string) => typeof JSON.parse(s)();'],
  ['typescript(no-unsafe-argument)', 'src/p.ts', 'export const f = (s: string) => Number.parseInt(JSON.parse(s));'],
  ['typescript(no-unsafe-enum-comparison)', 'src/q.ts', 'enum E { A } export const f = (e: E) => e === 0;'],
  ['typescript(unbound-method)', 'src/r.ts', 'class A { n = 1; f() { return this.n; } } export const f = new A().f;'],
  ['typescript(no-deprecated)', 'src/s.ts', '/** @deprecated by g */ function f() { return 1; } export const g = f();'],
  [
    'typescript(return-await)',
    'src/t.ts',
    'export async function f(p: Promise<number>) { try { return p; } finally { await p; } }',
  ],
  ['typescript(require-await)', 'src/u.ts', 'export async function f(): Promise<number> { return 1; }'],
  ['typescript(only-throw-error)', 'src/v.ts', "export function f() { throw 'text'; }"],
  ['typescript(prefer-promise-reject-errors)', 'src/w.ts', "export const f = () => Promise.reject('text');"],
  [
    'typescript(use-unknown-in-catch-callback-variable)',
    'src/x.ts',
    'export const f = (p: Promise<void>) => p.catch((e: Error) => { throw e; });',
  ],
  ['typescript(prefer-nullish-coalescing)', 'src/y.ts', "export const f = (s: string | null) => s || 'none';"],
  ['typescript(prefer-optional-chain)', 'src/z.ts', 'export const f = (o: { a: number } | null) => o !== null && o.a;'],
  ['typescript(no-confusing-void-expression)', 'src/aa.ts', 'export function f(g: () => void) { return g(); }'],
  ['typescript(no-invalid-void-type)', 'src/ab.ts', 'export type F = string | void;'],
  ['typescript(no-explicit-any)', 'src/ac.ts', 'export type F = any;'],
  ['typescript(consistent-type-definitions)', 'src/ad.ts', 'export type F = { a: number };'],
  ['typescript(consistent-type-imports)', 'src/ae.ts', "import { Socket } from 'node:net';\nexport type F = Socket;"],
  [
    'typescript(no-dynamic-delete)',
    'src/af.ts',
    'export const f = (o: Record<string, number>, k: string) => { delete o[k]; };',
  ],
  [
    'typescript(no-for-in-array)',
    'src/ag.ts',
    'export function f(l: number[]) { for (const i in l) process.exit(Number(i)); }',
  ],
  ['typescript(dot-notation)', 'src/ah.ts', "export const f = (o: { a: number }) => o['a'];"],
  ['typescript(prefer-string-starts-ends-with)', 'src/ai.ts', "export const f = (s: string) => s.indexOf('a') === 0;"],
  ['typescript(no-redundant-type-constituents)', 'src/aj.ts', 'export type F = unknown | string;'],
  ['typescript(no-unnecessary-boolean-literal-compare)', 'src/ak.ts', 'export const f = (b: boolean) => b === true;'],
  [
    'typescript(unified-signatures)',
    'src/al.ts',
    'export function f(a: string): void;\nexport function f(a: number): void;\nexport function f(): void { process.exit(); }',
  ],
  ['eslint(no-unused-vars)', 'scripts/c.mjs', 'const a = 1;'],
  ['eslint(no-undef)', 'scripts/d.mjs', 'export const f = () => document;'],
  ['eslint(no-console)', 'src/am.ts', "console.log('a');\nexport {};"],
  ['eslint(eqeqeq)', 'src/an.ts', 'export const f = (s: string | number) => s == 1;'],
  ['eslint(no-control-regex)', 'src/ao.ts', 'export const f = /\\x00/;'],
  [
    'eslint(preserve-caught-error)',
    'src/ap.ts',
    "export function f() { try { process.exit(); } catch (e) { throw new Error('a'); } }",
  ],
  [
    'eslint(no-useless-assignment)',
    'src/aq.ts',
    'export function f(g: () => number) { let a = 1; a = g(); return a; }',
  ],
  ['house(type-imports)', 'src/platform/a.ts', "import { Socket } from 'node:net';\nexport type F = Socket;"],
  [
    'house(one-async-storage)',
    'src/platform/b.ts',
    "import { AsyncLocalStorage } from 'node:async_hooks';\nexport class A { readonly s = new AsyncLocalStorage<number>(); }",
  ],
  [
    'house(few-constructor-parameters)',
    'src/platform/c.ts',
    'export class A { constructor(a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1) { process.exit(a + b + c + d + e + f + g); } }',
  ],
  [
    'imports(imports)',
    'src/ar.ts',
    "import path from 'node:path';\nimport fs from 'node:fs';\nexport default [path, fs];",
  ],
  [
    'react-hooks(rules-of-hooks)',
    'web/src/a.tsx',
    "import { useState } from 'react';\nexport function A({ a }: { a: boolean }) { if (a) useState(1); return null; }",
  ],
  [
    'react-hooks(exhaustive-deps)',
    'web/src/b.tsx',
    "import { useEffect } from 'react';\nexport function A({ a }: { a: number }) { useEffect(() => { document.title = String(a); }, []); return null; }",
  ],
  [
    'react(set-state-in-render)',
    'web/src/c.tsx',
    "import { useState } from 'react';\nexport function A() { const [a, setA] = useState(1); setA(2); return <p>{a}</p>; }",
  ],
  [
    'react(set-state-in-effect)',
    'web/src/d.tsx',
    "import { useEffect, useState } from 'react';\nexport function A() { const [a, setA] = useState(1); useEffect(() => { setA(2); }, []); return <p>{a}</p>; }",
  ],
  ['react(purity)', 'web/src/e.tsx', 'export function A() { return <p>{Math.random()}</p>; }'],
  [
    'react(refs)',
    'web/src/f.tsx',
    "import { useRef } from 'react';\nexport function A() { const r = useRef(1); return <p>{r.current}</p>; }",
  ],
  [
    'react(immutability)',
    'web/src/g.tsx',
    'export function A({ a }: { a: { b: number } }) { a.b = 1; return <p>{a.b}</p>; }',
  ],
  ['react(static-components)', 'web/src/h.tsx', 'export function A() { const B = () => <p>b</p>; return <B />; }'],
  ['react(globals)', 'web/src/i.tsx', 'let a = 1;\nexport function A() { a = 2; return <p>{a}</p>; }'],
  [
    'react(error-boundaries)',
    'web/src/j.tsx',
    'function B() { return <p>b</p>; }\nexport function A() { try { return <B />; } catch { return null; } }',
  ],
  [
    'react(use-memo)',
    'web/src/k.tsx',
    "import { useMemo } from 'react';\nexport function A() { const a = useMemo((b: number) => b, []); return <p>{a}</p>; }",
  ],
  [
    'query(exhaustive-deps)',
    'web/src/l.tsx',
    "import { queryOptions } from '@tanstack/react-query';\nexport const f = (id: number) => queryOptions({ queryKey: ['a'], queryFn: () => fetch(String(id)) });",
  ],
];

/** Code that the rules leave alone where it lies. */
const ALLOWED: readonly (readonly [file: string, code: string])[] = [
  ['src/ok.spec.ts', 'export const f = (s: string) => { const a: any = JSON.parse(s); a.b(a.c); return a; };'],
  ['src/cli/ok.ts', "console.log('said');\nexport {};"],
  [
    'src/platform/ok.ts',
    "import { Socket } from 'node:net';\ndeclare const Take: () => ClassDecorator;\n@Take() export class A { constructor(readonly s: Socket) {} }",
  ],
  ['src/silenced.ts', '// eslint-disable-next-line no-control-regex -- meant\nexport const f = /\\x00/;'],
  ['src/closed.ts', 'export const f = async (p: Promise<number>, end: () => Promise<void>) => p.finally(() => end());'],
];

describe('npm run lint', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'planted-faults-'));
  let found: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    for (const name of [
      '.oxlintrc.json',
      'tsconfig.json',
      'web/tsconfig.json',
      'scripts/lint',
      'src/platform/finally.d.ts',
    ])
      cpSync(path.join(ROOT, name), path.join(scratch, name), { recursive: true });
    rmSync(path.join(scratch, 'scripts/lint/planted-faults.spec.ts'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(scratch, 'node_modules'));
    for (const [file, code] of [...FAULTS.map(([, ...rest]) => rest), ...ALLOWED]) {
      mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true });
      writeFileSync(path.join(scratch, file), `${code}\n`);
    }
    const { stdout } = spawnSync(
      path.join(ROOT, 'node_modules/.bin/oxlint'),
      ['--format', 'json', 'src', 'scripts', 'web'],
      { cwd: scratch, encoding: 'utf8' },
    );
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { filename: string; code?: string; message: string }[];
    };
    const rules = new Map<string, string[]>();
    for (const { filename, code, message } of diagnostics)
      rules.set(filename, [...(rules.get(filename) ?? []), code ?? message]);
    found = rules;
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  it.each(FAULTS)('%s finds its fault in %s', (rule, file) => {
    expect(found.get(file)).toContain(rule);
  });

  it.each(ALLOWED)('allows what lies in %s', (file) => {
    expect(found.get(file)).toBeUndefined();
  });
});
