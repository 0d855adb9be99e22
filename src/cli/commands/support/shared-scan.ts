import { createHash } from 'node:crypto';
import { type CreatedScan } from '../../api/answers.js';
import { type ScanApi } from '../../api/scan-api.js';
import { CliError } from '../../exit-code.js';
import { listTrackedFiles } from '../../git/tracked-files.js';
import { readCiEnvironment } from '../../identity/ci-environment.js';
import { type CiEnvironment } from '../../identity/ci-facts.js';
import { detectIdentity, type Identity, isDefaultBranchScan } from '../../identity/detect-identity.js';
import { type Change, findChangedLines, findSinceBase } from '../../run/find-change.js';
import { findWeakening } from '../../run/find-weakening.js';
import { findCodeOwners } from '../../run/prepare-run.js';
import { type RunPlace } from '../../run/run-place.js';
import { createScanUnderKey, type ExpectedReports, sendContext } from '../../run/submit-scan.js';
import { type ResolvedSettings } from '../../settings/resolve-settings.js';
import { type IdentitySettings, type SharedScanSettings } from '../../settings/run-settings.js';

/** The scan that the jobs of one build share, with the identity of the checkout. */
export interface SharedScan {
  readonly created: CreatedScan;
  readonly identity: Identity;
}

/**
 * Opens the scan of this build: the first job creates it, and the others get it by the key that all jobs share. Every
 * job sends the repository's files and the change, which are equal in all of them.
 *
 * @param expected reports that the jobs announce; null: none
 * @throws {CliError} of kind `usage` when nothing identifies the build that the jobs share
 */
export async function openSharedScan(
  api: ScanApi,
  settings: ResolvedSettings<IdentitySettings & SharedScanSettings>,
  place: RunPlace,
  expected: ExpectedReports | null,
): Promise<SharedScan> {
  const { git, terminal, progress } = place;
  const ci = await readCiEnvironment(terminal.env, git.root);
  const identity = await detectIdentity(settings, ci, git);
  const key = sharedKey(settings.values.key, ci, identity);
  const files = await listTrackedFiles(git);
  const change: Change | null = isDefaultBranchScan(identity) ? null : await findChangedLines(place, identity, files);
  const created = await progress.step('Opening the scan of this build', async (step) => {
    const scan = await createScanUnderKey(api, { identity, change }, key, expected);
    step.say(`scan ${scan.scan_id}`);
    return scan;
  });
  // A scan that is over already has its change.
  if (created.status === 'pending') {
    const { coverageExclude } = settings.values;
    const codeOwners = await findCodeOwners(place);
    const since = (commit: string) => findSinceBase(git, commit);
    const weakening = change && (await findWeakening(place, change, files, !identity.isFork.value));
    const context = { identity, change, weakening, findSinceBase: since, files, codeOwners, coverageExclude };
    await sendContext(api, created, context, progress);
  }
  return { created, identity };
}

/** Idempotency key that all jobs of one build share and no other build has. */
function sharedKey(given: string | null, ci: CiEnvironment, { repo, branch, commit }: Identity): string {
  const build = given ?? ci.build;
  if (build === undefined) {
    throw new CliError(
      'usage',
      'Nothing identifies this build, so its jobs would not find each other.',
      'Give all jobs of the build the same --key (QGATE_KEY), or name the scan with --scan.',
    );
  }
  const parts = ['build', repo.value, branch.value, commit.value, build];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
