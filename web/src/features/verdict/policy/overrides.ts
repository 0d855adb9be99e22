import { type SimulationInputs } from '../../../gate/simulation';
import { RULE_TITLES, type RuleName } from '../../../gate/words';
import { boundOf } from './differences';
import { SCANS_TITLE, SCANS_WORDS, SWITCH_TITLES } from './messages';
import { SWITCHES } from './policy-draft';

type Rules = SimulationInputs['repositories'][number]['rules'];

/** A repository with rules of its own over the organization's. */
export interface Override {
  readonly repoId: number;
  readonly repo: string;
  /** Rules and switches that were saved for it, in words. */
  readonly saved: readonly string[];
  /** Rules of the policy file in its newest judged scan, in words. */
  readonly file: readonly string[];
}

/** Repositories of the scans that have a saved policy or a policy file of their own, by their names. */
export function overridesOf({ scans, repositories }: SimulationInputs): Override[] {
  const newest = new Map<number, SimulationInputs['scans'][number]>();
  for (const scan of scans) {
    const known = newest.get(scan.repo_id);
    if (known === undefined || (known.facts === null && scan.facts !== null)) newest.set(scan.repo_id, scan);
  }
  const saved = new Map(repositories.map((own) => [own.repo_id as number, own]));
  return [...newest.values()]
    .map(({ repo_id, repo, facts }) => ({
      repoId: repo_id,
      repo,
      saved: savedWords(saved.get(repo_id)),
      file: ruleWords(facts?.file_rules ?? {}),
    }))
    .filter((each) => each.saved.length + each.file.length > 0)
    .sort((one, other) => (one.repo < other.repo ? -1 : 1));
}

const savedWords = (own: SimulationInputs['repositories'][number] | undefined): string[] =>
  own === undefined
    ? []
    : [
        ...ruleWords(own.rules),
        ...SWITCHES.flatMap((name) =>
          own[name] === null ? [] : [`${SWITCH_TITLES[name]}: ${own[name] ? 'on' : 'off'}`],
        ),
      ];

const ruleWords = ({ new_coverage_on: scans, ...rules }: Rules): string[] => [
  ...(Object.keys(rules) as RuleName[]).map((rule) => `${RULE_TITLES[rule]}: ${boundOf(rules, rule)}`),
  ...(scans === undefined ? [] : [`${SCANS_TITLE}: ${SCANS_WORDS[scans ?? 'all']}`]),
];
