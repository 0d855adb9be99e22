import { readFile } from 'node:fs/promises';
import { type Terminal } from '../terminal.js';
import { type CiEnvironment, type Correction, toNumber } from './ci-facts.js';
import { CORRECTIONS } from './corrections.js';
import { type GitHubEvent } from './github-event.js';

/** Reads the environment of the CI system that runs this process; empty outside of CI. */
export async function readCiEnvironment(env: Terminal['env'], cwd: string): Promise<CiEnvironment> {
  const { default: envCi } = await import('env-ci');
  const event = await readGitHubEvent(env);
  // env-ci reads the event too, and throws where the file is not there.
  const facts = envCi({ env: event === null ? { ...env, GITHUB_EVENT_PATH: undefined } : env, cwd });
  if (facts.service === undefined) return { isCi: facts.isCi };
  const isPr = facts.isPr === true;
  const said: CiEnvironment = {
    isCi: true,
    name: facts.name,
    slug: facts.slug,
    commit: facts.commit,
    branch: isPr ? facts.prBranch : facts.branch,
    pr: isPr ? toNumber(facts.pr) : undefined,
    base: isPr ? facts.branch : undefined,
    build: facts.build,
  };
  const correct = CORRECTIONS[facts.service];
  return correct === undefined ? said : { ...said, ...withoutGaps(correct(env, event ?? {})) };
}

async function readGitHubEvent(env: Terminal['env']): Promise<GitHubEvent | null> {
  const file = env.GITHUB_EVENT_PATH;
  if (!env.GITHUB_ACTIONS || !file) return null;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as GitHubEvent;
  } catch {
    return null;
  }
}

/** Without the keys whose value is undefined or empty, so that they do not hide what is known; null takes a value back. */
const withoutGaps = (facts: Correction): Partial<CiEnvironment> =>
  Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => value === null || value === false || Boolean(value))
      .map(([key, value]) => [key, value ?? undefined]),
  );
