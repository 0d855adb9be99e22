// `npm start`: builds what is not built of these sources yet, then runs the service in this process.
// `npm run migrate`, `npm run distribute`: build the service, then run the migrations alone, or divide tables among nodes of Citus.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.dirname(import.meta.dirname);
const ALONE = ['migrate', 'distribute'];
const task = ALONE.find((name) => name === process.argv[2]);

// An installed package and the image have no sources.
if (existsSync(path.join(root, 'src'))) {
  const { buildParts } = await import('./support/builds.mjs');
  const { refuseTakenPort } = await import('./support/refuse-taken-port.mjs');
  try {
    if (!task) await refuseTakenPort(process.env);
    buildParts({ root, parts: task && ['service'], report: (line) => console.error(`${line} ...`) });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
await import(pathToFileURL(path.join(root, 'dist', 'src', `${task ?? 'main'}.js`)).href);
