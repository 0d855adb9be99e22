import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Texts; fonts are compressed already. */
const COMPRESSIBLE = /\.(js|css|html|svg)$/;
const THEMES = ['light', 'dark'];

/**
 * Writes what the service serves as it is: the page for each theme that a visitor may have chosen, and each text in the
 * smallest Brotli and gzip form.
 */
export function writeServedForms(): Plugin {
  let outDir = '';
  return {
    name: 'write-served-forms',
    apply: 'build',
    configResolved: (config) => {
      outDir = path.resolve(config.root, config.build.outDir);
    },
    // Not where the build failed: its own error counts then.
    writeBundle: () => {
      writeThemedPages(outDir);
      for (const folder of [outDir, path.join(outDir, 'assets')])
        for (const name of readdirSync(folder).filter((file) => COMPRESSIBLE.test(file)))
          compress(path.join(folder, name));
    },
  };
}

function writeThemedPages(outDir: string): void {
  const page = readFileSync(path.join(outDir, 'index.html'), 'utf8');
  for (const theme of THEMES)
    writeFileSync(path.join(outDir, `index.${theme}.html`), page.replace('<html', `<html data-theme="${theme}"`));
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
