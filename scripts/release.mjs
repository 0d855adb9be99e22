// `npm run release [-- --only NAME]... [--out FOLDER]`: builds the artefacts of a release, each with its bill of materials and the
// statement of its provenance beside it, and SHA256SUMS over all of them. Two runs of one commit write the same bytes.
//
// What this machine cannot build is skipped by name, unless `--only` names it. RELEASE_SIGNING_KEY, a private key in PEM,
// signs the statements; without it they are unsigned.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sha256Of } from './release/archive.mjs';
import { ARTEFACTS } from './release/artefacts.mjs';
import { readLock, run } from './release/locked-packages.mjs';
import { billOf, provenanceOf, signStatement } from './release/statements.mjs';
import { buildParts } from './support/builds.mjs';

const root = path.dirname(import.meta.dirname);
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: path.join(root, 'release') },
    // of another build of these sources, for tests
    from: { type: 'string' },
  },
});
const unknown = values.only?.find((name) => !Object.hasOwn(ARTEFACTS, name));
if (unknown !== undefined) {
  console.error(`${unknown} is not an artefact: use ${Object.keys(ARTEFACTS).join(', ')}.`);
  process.exit(2);
}

const report = (line) => console.log(line);
const git = (...args) => run('git', args, { cwd: root }).trim();
const commit = git('rev-parse', 'HEAD');
const mtime = Number(git('show', '--no-patch', '--format=%ct', 'HEAD'));
const isClean = git('status', '--porcelain') === '';
if (!isClean) report(`The checkout differs from ${commit.slice(0, 12)}: the statements of provenance say so.`);
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { version } = manifest;

const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
const built = values.from ?? root;
try {
  if (values.from === undefined) {
    buildParts({ root, report });
    run(process.execPath, [path.join(root, 'scripts/docs.mjs')]);
  }
  const lockSha256 = await sha256Of(path.join(root, 'package-lock.json'));
  for (const [artefact, { file, missing, build }] of Object.entries(ARTEFACTS)) {
    if (values.only && !values.only.includes(artefact)) continue;
    const lack = missing?.() ?? null;
    if (lack !== null) {
      if (values.only) throw new Error(`${artefact} cannot be built here: ${lack}.`);
      report(`SKIPPED ${artefact}: ${lack}`);
      continue;
    }
    await buildArtefact(artefact, file(version), build, lockSha256);
  }
  await writeSums();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function buildArtefact(artefact, name, build, lockSha256) {
  const stage = mkdtempSync(path.join(tmpdir(), 'quality-gate-release-'));
  const file = path.join(out, name);
  rmSync(file, { force: true });
  const at = new Date(mtime * 1000);
  try {
    const context = { root, built, packages: readLock(root), manifest, version, commit, mtime, stage, report };
    const components = await build(context, file);
    const sha256 = await sha256Of(file);
    const statement = provenanceOf({ artefact, file: name, sha256, commit, isClean, at, lockSha256 });
    const key = process.env.RELEASE_SIGNING_KEY;
    writeJson(`${name}.cdx.json`, billOf({ artefact, version, components, at }));
    writeJson(`${name}.provenance.json`, key ? signStatement(statement, key) : statement);
    report(`${sha256}  ${name}${key ? '' : ' (provenance not signed: RELEASE_SIGNING_KEY is not set)'}`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function writeJson(name, value) {
  writeFileSync(path.join(out, name), `${JSON.stringify(value, null, 2)}\n`);
}

/** The digests of all artefacts of this version in the folder, in the form of `sha256sum --check`. */
async function writeSums() {
  const artefacts = Object.values(ARTEFACTS).map(({ file }) => file(version));
  const names = readdirSync(out).filter((name) =>
    artefacts.some((each) => name === each || name.startsWith(`${each}.`)),
  );
  const lines = [];
  for (const name of names.sort()) lines.push(`${await sha256Of(path.join(out, name))}  ${name}\n`);
  writeFileSync(path.join(out, 'SHA256SUMS'), lines.join(''));
}
