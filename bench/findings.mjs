// `npm run bench:findings`: the matcher by itself (findings-matcher.mjs), then reports through the service
// (findings-service.mjs), then reads of findings (findings-reads.mjs), one after the other. Red when one misses a goal. Usage:
// node bench/findings.mjs [rounds]
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const missed = ['findings-matcher.mjs', 'findings-service.mjs', 'findings-reads.mjs'].filter((script) => {
  console.log(`\n=== ${script}`);
  return (
    spawnSync(process.execPath, [path.join(import.meta.dirname, script), ...process.argv.slice(2)], {
      stdio: 'inherit',
    }).status !== 0
  );
});
process.exit(missed.length === 0 ? 0 : 1);
