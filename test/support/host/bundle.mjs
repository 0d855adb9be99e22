// Bundles the warm host (host.ts) with the service that it runs. Usage: node bundle.mjs FOLDER
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

const root = path.join(import.meta.dirname, '../../..');
const folder = process.argv[2];

mkdirSync(folder, { recursive: true });
// `#openapi.json` is resolved by the nearest package.json.
for (const name of ['package.json', 'openapi.json']) copyFileSync(path.join(root, name), path.join(folder, name));
// Its pages are served.
symlinkSync(path.join(root, 'docs'), path.join(folder, 'docs'), 'dir');

const ARGON2 = '@node-rs/argon2';
const cheapArgon2 = path.join(import.meta.dirname, 'cheap-argon2.ts');

const bundle = await rolldown({
  cwd: root,
  input: {
    host: path.join(import.meta.dirname, 'host.ts'),
    'report-worker': path.join(root, 'src/report-worker.ts'),
    'unruly-report-worker': path.join(root, 'test/support/unruly-report-worker.ts'),
  },
  platform: 'node',
  // Packages stay where they are; helpers of the compiler come along.
  external: (id) => id !== ARGON2 && !/^[./\0]/.test(id) && !path.isAbsolute(id) && !id.startsWith('@oxc-project/'),
  plugins: [
    {
      name: 'cheap-argon2',
      resolveId: (id, importer) => {
        if (id !== ARGON2) return null;
        return importer === cheapArgon2 ? { id, external: true } : cheapArgon2;
      },
    },
  ],
  logLevel: 'warn',
  // An unused call may throw, as that of `decodeURIComponent` does.
  treeshake: false,
});
await bundle.write({ dir: folder, format: 'esm', keepNames: true, minify: false });
