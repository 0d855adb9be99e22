import { type PublisherBody, type PublisherKind, type PublisherScope } from './publishers.queries';

/** Fields of the form, as they are typed. */
export interface PublisherDraft {
  readonly kind: PublisherKind;
  readonly issuer: string;
  /** Claims with a field of their own, by name. */
  readonly claims: Readonly<Record<string, string>>;
  /** One claim a line. */
  readonly otherClaims: string;
  readonly repoId: number | null;
  readonly scopes: readonly PublisherScope[];
}

export interface ClaimField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly isRequired?: boolean;
}

const REF = { name: 'ref', label: 'Branch or tag' };
const ENVIRONMENT = { name: 'environment', label: 'Environment', hint: 'Empty: any, or none.' };

/** Claims of each kind that have a field of their own. */
export const CLAIM_FIELDS: Readonly<Record<PublisherKind, readonly ClaimField[]>> = {
  github: [
    {
      name: 'repository_id',
      label: 'Number of the repository',
      hint: 'The id at https://api.github.com/repos/OWNER/NAME. A name may pass to another owner.',
      isRequired: true,
    },
    { ...REF, hint: 'Such as refs/heads/main. Empty: any.' },
    ENVIRONMENT,
    {
      name: 'workflow_ref',
      label: 'Workflow',
      hint: 'Such as acme/web/.github/workflows/ci.yml@refs/heads/main. Empty: any.',
    },
    { name: 'event_name', label: 'Event', hint: 'Such as push. Empty: any but pull_request_target.' },
  ],
  gitlab: [
    {
      name: 'project_id',
      label: 'Number of the project',
      hint: 'On the project’s page. A name may pass to another owner.',
      isRequired: true,
    },
    { ...REF, hint: 'Such as main. Empty: any.' },
    {
      name: 'ref_protected',
      label: 'Protected',
      hint: 'true: only pipelines of protected branches and tags. Empty: any.',
    },
    ENVIRONMENT,
  ],
  custom: [],
};

export const NEW_DRAFT: PublisherDraft = {
  ...{ kind: 'github', issuer: '', claims: {}, otherClaims: '', repoId: null },
  scopes: ['write:scans', 'read:scans'],
};

/** The body of a draft; claims of another kind that were typed before are left out. */
export function bodyOf({ kind, issuer, claims, otherClaims, repoId, scopes }: PublisherDraft): PublisherBody {
  const fields = CLAIM_FIELDS[kind].map(({ name }) => [name, claims[name]?.trim() ?? ''] as const);
  return {
    kind,
    issuer: issuer.trim() === '' ? null : issuer.trim(),
    claims: Object.fromEntries([...fields.filter(([, value]) => value !== ''), ...readLines(otherClaims)]),
    repo_id: repoId,
    scopes,
  };
}

/** Claims of lines such as `sub: project:web`; the service refuses the empty value of a line without a colon. */
const readLines = (lines: string): readonly (readonly [string, string])[] =>
  lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name, ...value] = line.split(':');
      return [name!.trim(), value.join(':').trim()];
    });
