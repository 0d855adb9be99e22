import { type PublisherKind, type PublisherScope, type PublisherState } from './publishers.queries';

export const WHO_MAY = 'Only administrators and owners of the organization can see and change its trusted publishers.';

interface KindWords {
  readonly name: string;
  /** Issuer of the public service; null: it has to be named. */
  readonly issuer: string | null;
}

/** Kinds in the order of the choice. */
export const KINDS: Readonly<Record<PublisherKind, KindWords>> = {
  github: { name: 'GitHub Actions', issuer: 'https://token.actions.githubusercontent.com' },
  gitlab: { name: 'GitLab CI', issuer: 'https://gitlab.com' },
  custom: { name: 'Another system with OpenID Connect', issuer: null },
};

export const SCOPE_WORDS: Readonly<Record<PublisherScope, string>> = {
  'write:scans': 'push scans',
  'read:scans': 'read scans, findings and verdicts',
  'read:repos': 'read repositories',
};

/** Advice on a state; null: there is nothing to do. */
export const STATE_ADVICE: Readonly<Record<PublisherState, string | null>> = {
  proven: null,
  unproven:
    'Run a pipeline whose token has the audience above, or connect the forge with an account that may write to the repository: either proves it.',
  disabled: 'No token is accepted. Enable it to trust the pipeline.',
};
