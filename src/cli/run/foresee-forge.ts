import { type Body } from '../api/body.js';
import { type GateApi, type Me } from '../api/gate-api.js';
import { CliError } from '../exit-code.js';
import { type Identity } from '../identity/detect-identity.js';

/** Scan of this checkout, as far as a forge shows it. */
export type ShownIdentity = Pick<Identity, 'repo' | 'commit' | 'mergeCommit' | 'pr'>;

/** Verdict as a forge would show it; `isKnown` is false where that cannot be said, or nothing would be shown. */
export interface Foreseen {
  readonly isKnown: boolean;
  readonly text: string;
  readonly hint: string | null;
}

type Place = Body<'RepoForge'>;

/** Reads what a forge would be shown for a scan of this checkout; a service that refuses that is a reason, and no failure. */
export async function foreseeForge(
  api: GateApi,
  { scopes }: Pick<Me, 'scopes'>,
  scan: ShownIdentity,
): Promise<Foreseen> {
  if (scopes.length > 0 && !scopes.includes('read:repos') && !scopes.includes('admin'))
    return unknown('not known: the token lacks read:repos');
  try {
    const repo = await api.findRepo(scan.repo.value);
    if (repo === undefined)
      return unknown(`not known yet: the first scan creates ${scan.repo.value} and finds its forge repository`);
    return describePlace(await api.readRepoForge(repo.id), scan);
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    return unknown(`not known: ${error.message}`);
  }
}

/** Describes in one line the parts of a scan that a place shows. */
export function describePlace({ forge_id, project, context, report, guessed }: Place, scan: ShownIdentity): Foreseen {
  if (forge_id === null || project === null || context === null || report === null)
    return unknown(
      `no forge shows verdicts of ${scan.repo.value}`,
      'Administrators connect one in the settings (Forges).',
    );
  const parts = [stateOf(report, context, scan), commentOf(report, scan)].filter((part) => part !== null);
  return {
    isKnown: true,
    text: parts.length === 0 ? `nothing on ${project}` : `${parts.join('; ')}; at ${project}`,
    hint: guessed ? 'The forge repository was guessed from the address or name of the repository.' : null,
  };
}

const unknown = (text: string, hint: string | null = null): Foreseen => ({ isKnown: false, text, hint });

/** The state on the commit and, where CI runs on a merge of it, on that. */
function stateOf(
  { status, check }: NonNullable<Place['report']>,
  context: string,
  { commit, mergeCommit }: ShownIdentity,
): string | null {
  if (!status && !check) return null;
  const commits = [commit, ...(mergeCommit === null ? [] : [mergeCommit])].map(({ value }) => value.slice(0, 10));
  return `"${context}" on ${commits.join(' and ')}`;
}

function commentOf({ comment }: NonNullable<Place['report']>, { pr }: ShownIdentity): string | null {
  if (pr === null || comment === 'never') return null;
  return `a comment on pull request ${pr.value}${comment === 'on_failure' ? ' once it fails' : ''}`;
}
