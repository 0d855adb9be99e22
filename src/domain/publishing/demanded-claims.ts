import { hasControls } from '../scanning/control-characters.js';
import { type Claims, KIND_FACTS, type PublisherKind, PULL_REQUEST_TARGET } from './publisher-kinds.js';

export const MAX_CLAIMS = 20;
const NAME = /^[A-Za-z0-9_.:/-]{1,100}$/;
const NUMBER = /^[1-9]\d{0,18}$/;
const MAX_LENGTH = 500;
/** Claims that are verified of every token, or differ in each. */
const OF_EVERY_TOKEN: readonly string[] = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti'];

/**
 * Claims that identify no pipeline: many of an issuer's have them, or they are names, which a later owner of the name gets. A publisher
 * demands them beside one that does.
 */
const NOT_IDENTIFYING: readonly string[] = [
  ...['ref', 'ref_path', 'ref_type', 'ref_protected', 'base_ref', 'head_ref', 'event_name', 'pipeline_source'],
  ...['environment', 'environment_protected', 'deployment_tier', 'runner_environment', 'workflow', 'sha'],
  ...[
    'repository',
    'repository_owner',
    'repository_visibility',
    'project_path',
    'namespace_path',
    'project_visibility',
  ],
  ...['workflow_ref', 'job_workflow_ref', 'ci_config_ref_uri', 'actor', 'user_login', 'user_email'],
];

/**
 * Claims that a publisher of this kind demands, as texts; a sentence on the first fault where they are not valid. They
 * are compared for equality, so that patterns are refused.
 */
export function readClaims(kind: PublisherKind, given: Readonly<Record<string, unknown>>): Claims | string {
  const entries = Object.entries(given).map(([name, value]) => [name, claimText(value)] as const);
  if (entries.length > MAX_CLAIMS) return `must have at most ${MAX_CLAIMS} claims`;
  for (const [name, text] of entries) {
    const fault = faultOfName(kind, name) ?? faultOfText(name, text);
    if (fault !== null) return fault;
  }
  const claims = Object.fromEntries(entries as [string, string][]);
  return faultOfWhole(kind, claims) ?? claims;
}

/** A claim as it is compared: a text, or a number or truth value written as one; null for anything else. */
export function claimText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : null;
}

function faultOfName(kind: PublisherKind, name: string): string | null {
  const { project, others } = KIND_FACTS[kind];
  if (!NAME.test(name)) return 'must have claim names as keys';
  if (OF_EVERY_TOKEN.includes(name)) return `must not contain ${name}, which is verified for every token`;
  if (others === null || name === project || others.includes(name)) return null;
  return `must not contain ${name}; allowed are ${[project, ...others].join(', ')}`;
}

function faultOfText(name: string, text: string | null): string | null {
  if (text === null || text === '' || text.length > MAX_LENGTH || hasControls(text))
    return `must have text of 1 to ${MAX_LENGTH} characters as ${name}`;
  return text.includes('*') ? `must name ${name} exactly: patterns are not supported` : null;
}

function faultOfWhole(kind: PublisherKind, claims: Claims): string | null {
  const { project } = KIND_FACTS[kind];
  if (project !== null && !NUMBER.test(claims[project] ?? ''))
    return `must contain ${project} as a number, because another owner could take over a name`;
  if (claims.event_name === PULL_REQUEST_TARGET)
    return `must not allow ${PULL_REQUEST_TARGET}, which can run untrusted code`;
  if (kind === 'custom' && claims.sub === undefined && Object.keys(claims).length < 2)
    return 'must contain sub, or two claims';
  if (Object.keys(claims).every((name) => NOT_IDENTIFYING.includes(name)))
    return 'must contain sub or an id such as project_id, because another owner could take over a name, and all pipelines have branches and events';
  return null;
}
