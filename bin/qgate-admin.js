#!/usr/bin/env node
// Starts the compiled commands of the operator; says what to do where they are not compiled yet.
import { existsSync } from 'node:fs';

const program = new URL('../dist/src/admin/main.js', import.meta.url);
if (existsSync(program)) {
  const { runProcess } = await import(program.href);
  await runProcess();
} else {
  console.error('qgate-admin: the program is not built yet. Run `npm run build` in its folder first.');
  process.exitCode = 2;
}
