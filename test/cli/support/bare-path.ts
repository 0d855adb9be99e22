import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Programs that git and the commands of tests need; analyzers that this machine happens to have are not among them. */
const NEEDED = ['git', 'sh', 'env', 'cat', 'sleep', 'uname', 'sed', 'basename'];

const folder = mkdtempSync(path.join(tmpdir(), 'qgate-path-'));
symlinkSync(process.execPath, path.join(folder, 'node'));
for (const name of NEEDED) {
  const found = execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  if (path.isAbsolute(found)) symlinkSync(found, path.join(folder, name));
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A PATH that is the same on every machine. */
export const BARE_PATH = folder;

/** Writes a stand-in for a program into a folder: a script of Node that sees `args` and answers as the test says. */
export function writeProgram(into: string, name: string, script: string): void {
  mkdirSync(into, { recursive: true });
  const text = `#!${process.execPath}\nconst args = process.argv.slice(2);\nconst { readFileSync, writeFileSync } = require('node:fs');\n${script}\n`;
  writeFileSync(path.join(into, name), text, { mode: 0o755 });
}
