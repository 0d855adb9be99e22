import { readFile } from 'node:fs/promises';

import { type Terminal } from '../terminal.js';

/** What a CI system says about the build that runs; undefined where it is silent. */
export interface CiEnvironment {
  /** The system's name; undefined outside of CI. */
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  /** The commit that the author pushed, not the one that the system made by merging it. */
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
  readonly pr?: number | undefined;
  /** The branch that the pull request goes into. */
  readonly base?: string | undefined;
  readonly defaultBranch?: string | undefined;
}

/** Corrections read the variables, and the event that GitHub keeps in a file. */
type Correction = (env: Terminal['env'], event: GitHubEvent) => Partial<CiEnvironment>;

interface GitHubEvent {
  readonly repository?: { readonly default_branch?: string; readonly full_name?: string };
  readonly pull_request?: {
    readonly number?: number;
    readonly base?: { readonly ref?: string };
    readonly head?: {
      readonly sha?: string;
      readonly ref?: string;
      readonly label?: string;
      readonly repo?: { readonly full_name?: string } | null;
    };
  };
}

/**
 * What env-ci does not say, or says otherwise than a gate needs it, by its name of the service.
 *
 * A branch of a fork carries its owner: a fork's `main` must never pass for the default branch of this repository, whose
 * scans become the baseline.
 */
const CORRECTIONS: Readonly<Record<string, Correction>> = {
  github: (env, { pull_request: pull, repository }) => {
    const isFork = pull?.head?.repo?.full_name !== repository?.full_name;
    if (pull === undefined) {
      return {
        defaultBranch: repository?.default_branch,
        branch: env.GITHUB_HEAD_REF,
        base: env.GITHUB_BASE_REF,
      };
    }
    return {
      defaultBranch: repository?.default_branch,
      pr: pull.number,
      commit: pull.head?.sha,
      branch: isFork ? pull.head?.label : pull.head?.ref,
      base: pull.base?.ref,
    };
  },
  gitlab: (env) => {
    const isFork = env.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH !== env.CI_MERGE_REQUEST_PROJECT_PATH;
    const source = env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME;
    return {
      defaultBranch: env.CI_DEFAULT_BRANCH,
      // The number that people see; env-ci gives the instance-wide id.
      pr: toNumber(env.CI_MERGE_REQUEST_IID),
      ...(source && { branch: isFork ? `${env.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH ?? 'fork'}:${source}` : source }),
      // Set in pipelines for merged results only, where CI_COMMIT_SHA is the merge commit.
      ...(env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA && { commit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA }),
    };
  },
};

/** Reads the environment of the CI system that runs this process; empty outside of CI. */
export async function readCiEnvironment(env: Terminal['env'], cwd: string): Promise<CiEnvironment> {
  const { default: envCi } = await import('env-ci');
  const facts = envCi({ env, cwd });
  if (facts.service === undefined) return {};
  const isPr = facts.isPr === true;
  const said: CiEnvironment = {
    name: facts.name,
    slug: facts.slug,
    commit: facts.commit,
    branch: isPr ? facts.prBranch : facts.branch,
    pr: isPr ? toNumber(facts.pr) : undefined,
    base: isPr ? facts.branch : undefined,
  };
  const correct = CORRECTIONS[facts.service];
  if (correct === undefined) return said;
  const corrections = correct(env, await readGitHubEvent(env));
  return { ...said, ...withoutGaps(corrections) };
}

async function readGitHubEvent(env: Terminal['env']): Promise<GitHubEvent> {
  const file = env.GITHUB_EVENT_PATH;
  if (!env.GITHUB_ACTIONS || !file) return {};
  try {
    return JSON.parse(await readFile(file, 'utf8')) as GitHubEvent;
  } catch {
    return {};
  }
}

function toNumber(text: string | number | undefined): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Without the keys whose value is undefined or empty, so that they do not hide what is known. */
const withoutGaps = (facts: Partial<CiEnvironment>): Partial<CiEnvironment> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => Boolean(value)));
