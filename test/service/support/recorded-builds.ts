import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type GitRepository } from '../../cli/support/git-repository.js';
import { aScratchFolder } from '../../support/built-service.js';

const FOLDER = path.join(__dirname, '../../cli/fixtures/ci');

/** The builds that were recorded on CI systems, by name. */
export const RECORDED_BUILDS: readonly string[] = readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

/** Identity of a recorded build. */
export interface ExpectedIdentity {
  readonly repo: string;
  readonly branch: string;
  readonly commit: string;
  readonly pr: number | null;
}

export interface RecordedBuild {
  readonly env: Readonly<Record<string, string>>;
  readonly expected: ExpectedIdentity;
}

/**
 * A recorded build as if it had been one of a repository that there is: of its HEAD, on the branch `lookup` where it was one of a
 * change, compared with `main`.
 *
 * @param owner in place of `acme`, so that each build has a repository of its own on the service
 */
export async function replayBuild(name: string, owner: string, repository: GitRepository): Promise<RecordedBuild> {
  const ours = readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')
    .replaceAll('acme', owner)
    .replaceAll('feature/cart', 'lookup')
    .replaceAll(/(?<=["/:])(?:develop|trunk)"/g, 'main"')
    .replaceAll('a'.repeat(40), repository.git('rev-parse', 'HEAD'))
    .replaceAll(/"b{12,40}"/g, `"${repository.git('rev-parse', 'main')}"`);
  const { env, event, expected } = JSON.parse(ours);
  if (event === undefined) return { env, expected };
  const folder = await aScratchFolder();
  const files = { GITHUB_EVENT_PATH: 'event.json', GITHUB_OUTPUT: 'outputs', GITHUB_STEP_SUMMARY: 'summary.md' };
  const places = Object.entries(files).map(([key, file]) => [key, path.join(folder, file)]);
  writeFileSync(path.join(folder, 'event.json'), JSON.stringify(event));
  return { env: { ...env, ...Object.fromEntries(places) }, expected };
}
