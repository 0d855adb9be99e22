import { countOf } from '../../domain/count-of.js';
import { type FallenAssertions } from '../../domain/loosened/fallen-assertions.js';
import { type LoosenedSetting } from '../../domain/loosened/loosened-setting.js';
import { findFallenAssertions } from '../changes/fallen-assertions.js';
import { findGeneratedBefore } from '../changes/generated-before.js';
import { readTextsAt } from '../git/old-texts.js';
import { listExcludedFiles } from '../git/tracked-files.js';
import { findLoosened } from '../loosened/find-loosened.js';
import { compareResolved } from '../loosened/resolve-eslint.js';
import { withoutSecrets } from '../redact.js';
import { ENRICH_LIMITS } from '../source/limits.js';
import { readTrackedFile } from '../source/read-tracked-file.js';
import { type Change } from './find-change.js';
import { type RunPlace } from './run-place.js';

/** Evidence of a change against the tools and tests that judge it. */
export interface Weakening {
  readonly loosened: readonly LoosenedSetting[];
  readonly assertions: readonly FallenAssertions[];
}

/** Files that .gitattributes declares, which are compared with the merge base where a change edits it. */
const MAX_DECLARED = 2_000;

/**
 * Compares the configuration of tools, and the assertions of tests, with the merge base.
 *
 * @param isTrusted the repository's own ESLint may run: its configuration is a program
 */
export function findWeakening(
  { git, progress, terminal }: Pick<RunPlace, 'git' | 'progress' | 'terminal'>,
  { mergeBase, files }: Pick<Change, 'mergeBase' | 'files'>,
  tracked: readonly string[],
  isTrusted: boolean,
): Promise<Weakening> {
  return progress.step('Configuration', async (step) => {
    const generated = await listExcludedFiles(git, []);
    const trackedSet = new Set(tracked);
    const explain = (message: string) => progress.detail(message);
    const nowGenerated = await findNowGenerated(git, mergeBase, files, generated);
    const changed = files.flatMap(({ path, status }) => (status === 'deleted' ? [] : [path]));
    const { env, interrupted: signal } = terminal;
    const checkout = { git, mergeBase, changed, tracked, env: withoutSecrets(env), signal, explain };
    const resolve = (config: string) => (isTrusted ? compareResolved(checkout, config) : Promise.resolve(null));
    const loosened = await findLoosened({ git, mergeBase, files, tracked, nowGenerated, compareResolved: resolve });
    const assertions = await findFallenAssertions(files, {
      readNow: async (path) => {
        const file = await readTrackedFile(git.root, trackedSet, path, ENRICH_LIMITS.fileBytes);
        return typeof file === 'string' ? null : file.text;
      },
      readBefore: (paths) => readTextsAt(git, mergeBase, paths),
      explain,
    });
    step.say(
      `${countOf(loosened.length, 'loosened setting')}, fewer assertions in ${countOf(assertions.length, 'file')}`,
    );
    return { loosened, assertions };
  });
}

/** Files that were sources at the merge base, and that are a tool's output by what the change says. */
async function findNowGenerated(
  git: RunPlace['git'],
  mergeBase: string,
  files: Change['files'],
  generated: ReadonlySet<string>,
): Promise<string[]> {
  const changesAttributes = files.some(({ path }) => /(?:^|\/)\.gitattributes$/.test(path));
  const changed = new Set(files.map(({ path }) => path));
  const claimed = files.filter(
    ({ kind, status }) => kind === 'generated' && status !== 'added' && status !== 'deleted',
  );
  const declared = [...generated].filter((path) => changesAttributes && !changed.has(path)).slice(0, MAX_DECLARED);
  const asked = [...claimed, ...declared.map((path) => ({ path, oldPath: null, status: 'modified' as const }))];
  if (asked.length === 0) return [];
  const before = await findGeneratedBefore({ git, mergeBase, changesAttributes, generated }, asked);
  return asked.flatMap(({ path }) => (before.has(path) ? [] : [path]));
}
