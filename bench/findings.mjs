// `npm run bench:findings`: the readers by themselves (findings-readers.mjs), the matcher by itself (findings-matcher.mjs), then
// reports through the service (findings-service.mjs), then reads of findings (findings-reads.mjs), one after the other. Red when one
// misses a goal.
// Usage: node bench/findings.mjs [rounds] [--service DIR]. With the folder of another build its reads alone are measured.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { service: { type: 'string' } }, allowPositionals: true });
const scripts = ['findings-readers.mjs', 'findings-matcher.mjs', 'findings-service.mjs', 'findings-reads.mjs'];
const missed = scripts.slice(values.service === undefined ? 0 : -1).filter((script) => {
  console.log(`\n=== ${script}`);
  return (
    spawnSync(process.execPath, [path.join(import.meta.dirname, script), ...process.argv.slice(2)], {
      stdio: 'inherit',
    }).status !== 0
  );
});
process.exit(missed.length === 0 ? 0 : 1);
