// Joins modules into one file for each program, with shared files beside them: Node reads these in a
// fraction of the time that more than a thousand modules take. Packages stay outside. Usage: node join-modules.mjs FOLDER, a folder like `dist`
import path from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

/** The programs, and the thread that reads reports, by the folder that the shared files come into. */
const PROGRAMS = {
  'src/joined': ['src/main', 'src/migrate', 'src/distribute', 'src/report-worker', 'src/admin/main'],
  'src/cli/joined': ['src/cli/main'],
};
/** Files that bundle packages, which stay as they are. */
const LIBRARY = /\/protocol-library\.js$/;

const folder = path.resolve(process.argv[2]);
for (const [shared, programs] of Object.entries(PROGRAMS)) {
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(programs.map((name) => [name, path.join(folder, `${name}.js`)])),
    platform: 'node',
    external: (id) => !/^[./\0]/.test(id) && !path.isAbsolute(id),
    plugins: shared === 'src/cli/joined' ? [leaveLibraries(path.join(folder, shared))] : [],
    logLevel: 'warn',
    // An unused call may throw, as that of `decodeURIComponent` does.
    treeshake: false,
  });
  // Names of classes are stored and logged.
  await bundle.write({ dir: folder, format: 'esm', keepNames: true, chunkFileNames: `${shared}/[name]-[hash].js` });
  await bundle.close();
}

/** Leaves such files where they are, named from the folder of those that import them. */
function leaveLibraries(from) {
  return {
    name: 'leave-libraries',
    resolveId(id, importer) {
      if (importer === undefined || !LIBRARY.test(id)) return null;
      const file = path.relative(from, path.resolve(path.dirname(importer), id));
      return { id: file.split(path.sep).join('/'), external: 'absolute' };
    },
  };
}
