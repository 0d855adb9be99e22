import { stringify } from 'yaml';
import { type PolicyChoice } from '../../domain/gate/presets.js';
import { type ProposedRule, proposePolicy } from '../../domain/gate/propose-policy.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectIdentity } from '../identity/detect-identity.js';
import { judgePrepared } from '../local/run-local.js';
import { renderColumns } from '../render-columns.js';
import { showValue } from '../report/describe-evidence.js';
import { prepareScan } from '../run/prepare-run.js';
import { type RunPlace } from '../run/run-place.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type LocalSettings } from '../settings/run-settings.js';

/** File of the proposal, for an admin; the service reads it from nowhere. */
export const PROPOSAL_FILE = 'qgate-policy.yml';

/** Measures the checkout as it is, as if it were the default branch, and proposes the policy that it meets. */
export async function measureRepository(
  settings: ResolvedSettings<LocalSettings>,
  place: RunPlace,
): Promise<readonly ProposedRule[]> {
  const identity = await detectIdentity(
    settings,
    await readCiEnvironment(place.terminal.env, place.git.root),
    place.git,
  );
  const asDefault = { ...identity, branch: identity.defaultBranch, base: identity.defaultBranch, pr: null };
  const prepared = await prepareScan(place, asDefault, settings.values);
  const { judgement } = judgePrepared(
    { ...prepared, policyFile: null },
    { baseline: null, isBaseline: true, repoPolicy: 'ignored' },
    place.progress,
  );
  return proposePolicy(judgement.rules);
}

/** The rules that the repository does not meet by default. */
export const easedRules = (rules: readonly ProposedRule[]): readonly ProposedRule[] =>
  rules.filter(({ byDefault, proposed }) => proposed !== byDefault);

/** The proposal for people: each rule by default, as measured today, and as proposed. */
export const describeProposal = (rules: readonly ProposedRule[]): string =>
  renderColumns(
    ['rule', 'default', 'today', 'proposed'],
    rules.map(({ rule, byDefault, today, proposed }) => [
      rule,
      showValue(byDefault),
      showValue(today),
      proposed === null ? 'off' : showValue(proposed),
    ]),
  );

/** Where nothing is eased: which policy was met, as it may be another one than the organization's. */
export const describeMet = (chosen: PolicyChoice | null | undefined): string =>
  `It meets the default policy (specified).${
    chosen == null || chosen === 'specified'
      ? ''
      : ` Your organization judges by ${chosen === 'own' ? 'its own' : chosen}; qgate run shows that verdict.`
  }\n`;

/** The rules that differ from the defaults, as `qgate policy set --file` takes them; the others follow the organization. */
export const proposalFile = (rules: readonly ProposedRule[], repo: string): string =>
  `# The policy that ${repo} meets today. An admin sets it with: qgate policy set --repo ${repo} --file ${PROPOSAL_FILE}
# Tighten it as the code gets better, and delete this file: the service does not read it from the repository.
${stringify(Object.fromEntries(easedRules(rules).map(({ rule, proposed }) => [rule, proposed])))}`;
