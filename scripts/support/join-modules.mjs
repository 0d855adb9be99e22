// Joins the service's modules into one file for each of its programs, with shared files beside them: Node reads these in a
// fraction of the time that more than a thousand modules take. Packages stay outside. Usage: node join-modules.mjs FOLDER, a folder like `dist`
import path from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

/** The programs, and the thread that reads reports. */
const PROGRAMS = ['src/main', 'src/migrate', 'src/distribute', 'src/report-worker', 'src/admin/main'];

const folder = path.resolve(process.argv[2]);
const bundle = await rolldown({
  cwd: folder,
  input: Object.fromEntries(PROGRAMS.map((name) => [name, path.join(folder, `${name}.js`)])),
  platform: 'node',
  external: (id) => !/^[./\0]/.test(id) && !path.isAbsolute(id),
  logLevel: 'warn',
  // An unused call may throw, as that of `decodeURIComponent` does.
  treeshake: false,
});
// Names of classes are stored and logged.
await bundle.write({ dir: folder, format: 'esm', keepNames: true, chunkFileNames: 'src/joined/[name]-[hash].js' });
await bundle.close();
