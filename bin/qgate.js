#!/usr/bin/env node
// Starts the compiled command line; says what to do where it is not compiled yet.
import { existsSync } from 'node:fs';

const program = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(program)) {
  const { runProcess } = await import(program.href);
  await runProcess();
} else {
  console.error(
    'qgate: the program is not here. In a checkout, run `npm run build` first; a service hands out the package of qgate at /qgate.tgz.',
  );
  process.exitCode = 2;
}
