// Packages of npm that the service is measured against: none of its own, so installed elsewhere.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Folder of the installed packages, kept between runs. */
export const PACKAGES_FOLDER = path.join(tmpdir(), 'quality-gate-bench-packages');

/** Installs the packages, and answers those that are there; one that cannot be had is named and left out. */
export function installPackages(names) {
  mkdirSync(PACKAGES_FOLDER, { recursive: true });
  const manifest = path.join(PACKAGES_FOLDER, 'package.json');
  // npm removes what the manifest does not name.
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}');
  return names.filter((name) => {
    if (existsSync(path.join(PACKAGES_FOLDER, 'node_modules', name))) return true;
    try {
      execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', name], { cwd: PACKAGES_FOLDER });
      return true;
    } catch {
      console.log(`${name} cannot be installed and is left out`);
      return false;
    }
  });
}
