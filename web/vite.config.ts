import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { nameFirstRequests } from './build/name-first-requests.ts';
import { preloadFont } from './build/preload-font.ts';
import { writeServedForms } from './build/write-served-forms.ts';

/** Address of the service that `npm run web` shows. */
const SERVICE = process.env.QGATE_URL ?? 'http://localhost:3000';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [preloadFont(), nameFirstRequests(), writeServedForms()],
  build: {
    outDir: path.join(import.meta.dirname, '../dist-web'),
    emptyOutDir: true,
    manifest: true,
    // Small files as data: addresses would be refused by the pages' own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One small file compresses to half of what one for each page does, and no page waits for styles.
    cssCodeSplit: false,
    rolldownOptions: {
      // Compressing the files takes most of a build, which its user need not read about.
      checks: { bundlerTimings: false },
      // One file for all that each page needs, and two for what many of them share; by default they are a hundred, of which a page
      // loads up to 25, six at a time.
      output: {
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 1 },
            { name: 'parts', test: /web\/src\/(?:ui|shell|api)\/|tanstack/, minShareCount: 5 },
            { name: 'verdicts', test: /\/src\/(?:verdict|gate|domain)\//, minShareCount: 4 },
          ],
        },
      },
      // A directive for servers that render components; here the browser does.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
    target: 'es2022',
    // The first with light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  // The Host header is kept, so that the service sees its own origin and accepts writes.
  server: { port: 5173, proxy: { '/api': { target: SERVICE, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    // One document and one load of the product for all files of a worker: half of the processor time of a run.
    isolate: false,
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 20_000,
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
