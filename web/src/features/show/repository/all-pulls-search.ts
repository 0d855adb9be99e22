import { isRuleName, type RuleName } from '../../../gate/words';
import { textOf } from '../../../shell/address-text';

/** Verdicts by which pull requests are listed. */
export const PULL_VERDICTS = ['failed', 'passed', 'pending', 'not_judged'] as const;

/** Filter of the address, by the names of the API. */
export interface AllPullsSearch {
  readonly state?: 'closed' | 'all';
  readonly verdict?: (typeof PULL_VERDICTS)[number];
  readonly mine?: true;
  readonly repo_id?: number;
  readonly author?: string;
  readonly owner?: string;
  readonly rule?: RuleName;
  /** Day since which they were scanned. */
  readonly since?: string;
}

/** Filter of an address; what it does not know is left out. */
export function readAllPullsSearch(search: Record<string, unknown>): AllPullsSearch {
  const { state, mine, repo_id, rule, since } = search;
  const verdict = PULL_VERDICTS.find((each) => each === search.verdict);
  const texts = (['author', 'owner'] as const).flatMap((name) => {
    const text = textOf(search[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    ...((state === 'closed' || state === 'all') && { state }),
    ...(verdict && { verdict }),
    ...(mine === true && { mine }),
    ...(Number.isSafeInteger(repo_id) && (repo_id as number) > 0 && { repo_id: repo_id as number }),
    ...Object.fromEntries(texts),
    ...(isRuleName(rule) && { rule }),
    ...(typeof since === 'string' && /^\d{4}-\d\d-\d\d$/.test(since) && { since }),
  };
}
