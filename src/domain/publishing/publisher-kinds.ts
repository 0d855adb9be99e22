/** Kinds of publishers: where the identity tokens of their pipelines come from. */
export const PUBLISHER_KINDS = ['github', 'gitlab', 'custom'] as const;
export type PublisherKind = (typeof PUBLISHER_KINDS)[number];

/** Claims of an identity token that a publisher demands, by their names. */
export type Claims = Readonly<Record<string, string>>;

interface KindFacts {
  /** Issuer of the public service; null: it has to be named. */
  readonly issuer: string | null;
  /** Claim with the number of the project, which no new owner of its name gets. */
  readonly project: string | null;
  /** Claims that may be demanded besides; null: any. */
  readonly others: readonly string[] | null;
}

const OTHERS = ['ref', 'environment', 'workflow_ref', 'event_name', 'ref_protected'];

export const KIND_FACTS: Readonly<Record<PublisherKind, KindFacts>> = {
  github: {
    issuer: 'https://token.actions.githubusercontent.com',
    project: 'repository_id',
    others: [...OTHERS, 'repository_owner_id', 'job_workflow_ref'],
  },
  gitlab: {
    issuer: 'https://gitlab.com',
    project: 'project_id',
    others: [...OTHERS, 'namespace_id', 'job_project_id', 'ref_type', 'pipeline_source'],
  },
  custom: { issuer: null, project: null, others: null },
};

/** Event of GitHub whose pipelines run with the rights of the target and the code of a stranger. */
export const PULL_REQUEST_TARGET = 'pull_request_target';

/** Scopes that an access token of a publisher may have. */
export const PUBLISHER_SCOPES = ['write:scans', 'read:scans', 'read:repos'] as const;
export type PublisherScope = (typeof PUBLISHER_SCOPES)[number];
