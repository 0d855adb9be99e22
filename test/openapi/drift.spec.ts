import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readApiDocument } from '../support/api-document.js';
import { buildPackage } from '../support/built-package.js';

const run = promisify(execFile);

it('openapi.json is what the built service describes', async () => {
  const { service } = await buildPackage();
  const module = pathToFileURL(path.join(path.dirname(service), 'openapi/describe-service.js')).href;
  const script = `import { describeService } from '${module}';
    process.stdout.write(JSON.stringify(await describeService()));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { maxBuffer: 1 << 26 });
  // As text: the order of what it lists is part of it.
  expect(JSON.stringify(readApiDocument(), null, 1)).toBe(JSON.stringify(JSON.parse(stdout), null, 1));
});
