import { resolve } from 'node:path';
import { type AppConfig, type DatabaseConfig, type IdentityProvider, type OidcConfig } from './app-config.js';
import { CONFIG_VARIABLES, type ConfigValues, type ConfigVariable, type VariableName } from './config-variables.js';
import { readSecret } from './read-secret.js';
import type { ReadValue } from './value-readers.js';

export interface ConfigError {
  readonly variable: VariableName;
  /** Says what is expected; holds no secret. */
  readonly message: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: AppConfig }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** The `iss` of our own tokens where `JWT_ISSUER` does not say otherwise. */
const OWN_ISSUER = 'quality-gate';
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Reads the whole environment into one frozen configuration. An empty variable counts as unset. All faults are
 * reported together, in the order of `CONFIG_VARIABLES`. Relative folders are taken from the working directory.
 */
export function parseConfig(env: NodeJS.ProcessEnv): ParsedConfig {
  const { values, errors } = readVariables(env);
  const all = [
    ...errors,
    ...findIssuerErrors(values, errors),
    ...findOidcErrors(values, errors),
    ...findMailErrors(values, errors),
    ...findPortErrors(values),
    ...findDatabaseErrors(values),
  ];
  return all.length > 0 ? { ok: false, errors: all } : { ok: true, config: freezeDeep(toAppConfig(values)) };
}

function readVariables(env: NodeJS.ProcessEnv): { values: ConfigValues; errors: ConfigError[] } {
  const values: Record<string, unknown> = {};
  const errors: ConfigError[] = [];
  for (const [key, variable] of Object.entries(CONFIG_VARIABLES)) {
    const name = key as VariableName;
    const read = readVariable(env, name, variable);
    values[name] = read.ok ? read.value : variable.fallback;
    if (!read.ok)
      errors.push({ variable: name, message: describe(read.expected, variable.isSecret ? null : env[name]!.trim()) });
  }
  return { values: values as ConfigValues, errors };
}

function readVariable(
  env: NodeJS.ProcessEnv,
  name: VariableName,
  { isSecret, isVerbatim, fallback, read }: ConfigVariable<unknown, unknown>,
): ReadValue<unknown> {
  const given = isSecret ? readSecret(env, name) : { ok: true as const, value: env[name] ?? '' };
  if (!given.ok) return given;
  const text = isVerbatim ? given.value : given.value.trim();
  return text === '' ? { ok: true, value: fallback } : read(text);
}

function describe(expected: string, text: string | null): string {
  if (text === null) return `expected ${expected}`;
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return `expected ${expected}, found ${JSON.stringify(shown)}`;
}

/**
 * An identity provider needs its key set, name and audience. `JWT_JWKS_URL` announces it; without that, `JWT_ISSUER`
 * names ourselves, and an audience alone does not describe an identity provider
 * (docs/adr/operations.md#environment-variables).
 */
function findIssuerErrors(values: ConfigValues, faulty: readonly ConfigError[]): ConfigError[] {
  const isUnset = (name: VariableName) => values[name] === null && !faulty.some((error) => error.variable === name);
  if (isUnset('JWT_JWKS_URL')) {
    return isUnset('JWT_AUDIENCE')
      ? []
      : [
          {
            variable: 'JWT_JWKS_URL',
            message: 'expected together with JWT_AUDIENCE, which needs an identity provider',
          },
        ];
  }
  const missing = (['JWT_ISSUER', 'JWT_AUDIENCE'] as const).filter(isUnset);
  if (values.JWT_ISSUER === OWN_ISSUER) {
    return [{ variable: 'JWT_ISSUER', message: `expected a name other than the service's own, ${OWN_ISSUER}` }];
  }
  return missing.map((variable) => ({
    variable,
    message: 'expected together with JWT_JWKS_URL, because an identity provider needs a URL, an issuer and an audience',
  }));
}

/** An issuer needs a client; a client without an issuer is half of a provider. */
function findOidcErrors(values: ConfigValues, faulty: readonly ConfigError[]): ConfigError[] {
  const isUnset = (name: VariableName) => values[name] === null && !faulty.some((error) => error.variable === name);
  if (!isUnset('OIDC_ISSUER'))
    return isUnset('OIDC_CLIENT_ID')
      ? [{ variable: 'OIDC_CLIENT_ID', message: 'expected together with OIDC_ISSUER' }]
      : [];
  return isUnset('OIDC_CLIENT_ID') && isUnset('OIDC_CLIENT_SECRET')
    ? []
    : [{ variable: 'OIDC_ISSUER', message: 'expected together with OIDC_CLIENT_ID' }];
}

/** A mail needs both a server and a sender. */
function findMailErrors(values: ConfigValues, faulty: readonly ConfigError[]): ConfigError[] {
  const isUnset = (name: VariableName) => values[name] === null && !faulty.some((error) => error.variable === name);
  const unset = (['SMTP_URL', 'MAIL_FROM'] as const).filter(isUnset);
  return unset.length === 1
    ? [{ variable: unset[0]!, message: 'expected, because SMTP_URL and MAIL_FROM must be set together' }]
    : [];
}

/** Two servers cannot listen on one port; with 0 each gets one of its own. */
const findPortErrors = ({ PORT, METRICS_PORT }: ConfigValues): ConfigError[] =>
  METRICS_PORT !== null && METRICS_PORT > 0 && METRICS_PORT === PORT
    ? [{ variable: 'METRICS_PORT', message: 'expected a port other than PORT' }]
    : [];

/** The further URLs are of use beside `DATABASE_URL` alone: the embedded server has neither administrators nor a pooler. */
const findDatabaseErrors = (values: ConfigValues): ConfigError[] =>
  values.DATABASE_URL !== null
    ? []
    : (['DATABASE_ADMIN_URL', 'DATABASE_LISTEN_URL', 'DATABASE_AUTH_URL', 'DATABASE_ROLE'] as const)
        .filter((variable) => values[variable] !== null)
        .map((variable) => ({ variable, message: 'expected together with DATABASE_URL' }));

const toDatabaseConfig = (values: ConfigValues): DatabaseConfig =>
  values.DATABASE_URL === null
    ? { kind: 'embedded' }
    : {
        kind: 'external',
        url: values.DATABASE_URL,
        adminUrl: values.DATABASE_ADMIN_URL,
        listenUrl: values.DATABASE_LISTEN_URL,
        role: values.DATABASE_ROLE,
        authUrl: values.DATABASE_AUTH_URL,
        isPooled: values.DATABASE_POOLED,
      };

function toAppConfig(values: ConfigValues): AppConfig {
  const identityProvider = toIdentityProvider(values);
  return {
    server: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL,
      sourceOrigins: values.DASHBOARD_CONNECT_SRC ?? [],
      trustProxy: values.TRUST_PROXY,
      maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS,
      shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
    },
    metrics: { token: values.METRICS_TOKEN, port: values.METRICS_PORT },
    dataDir: resolve(values.DATA_DIR),
    artifactsDir: values.ARTIFACTS_DIR === null ? null : resolve(values.ARTIFACTS_DIR),
    cell: values.CELL,
    database: toDatabaseConfig(values),
    databasePoolSize: values.DATABASE_POOL_SIZE,
    firstAdmin: {
      email: values.ADMIN_EMAIL,
      password: values.ADMIN_PASSWORD,
      orgSlug: values.ADMIN_ORG,
    },
    secrets: { key: values.SECRETS_KEY, previous: values.SECRETS_KEY_PREVIOUS ?? [] },
    tokens: {
      issuer: identityProvider === null ? (values.JWT_ISSUER ?? OWN_ISSUER) : OWN_ISSUER,
      signingKey: values.JWT_PRIVATE_KEY,
      previousKeys: values.JWT_PREVIOUS_KEYS ?? [],
      identityProvider,
    },
    oidc: toOidcConfig(values),
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    requireStaffSecondFactor: values.REQUIRE_STAFF_SECOND_FACTOR,
    sessions: { idleMs: values.SESSION_IDLE_DAYS * DAY_MS, longestMs: values.SESSION_MAX_DAYS * DAY_MS },
    mail:
      values.SMTP_URL === null || values.MAIL_FROM === null
        ? null
        : { server: values.SMTP_URL, from: values.MAIL_FROM },
    rateLimits: {
      redisUrl: values.REDIS_URL,
      perMinute: {
        default: values.RATE_LIMIT_DEFAULT,
        login: values.RATE_LIMIT_LOGIN,
        status: values.RATE_LIMIT_STATUS,
        upload: values.RATE_LIMIT_UPLOAD,
        anonymous: values.RATE_LIMIT_ANONYMOUS,
        health: values.RATE_LIMIT_HEALTH,
      },
    },
    quotas: {
      repositories: values.QUOTA_REPOSITORIES,
      api_keys: values.QUOTA_API_KEYS,
      webhooks: values.QUOTA_WEBHOOKS,
      scans_per_day: values.QUOTA_SCANS_PER_DAY,
      stored_bytes: values.QUOTA_STORED_BYTES,
      concurrent_uploads: values.QUOTA_CONCURRENT_UPLOADS,
      invitations_per_day: values.QUOTA_INVITATIONS_PER_DAY,
    },
    worker: values.WORKER,
    outgoing: {
      concurrency: values.OUTGOING_CONCURRENCY,
      allow: values.OUTGOING_ALLOW ?? [],
      proxyUrl: values.OUTGOING_PROXY,
    },
    uploads: { memoryBytes: values.UPLOAD_MEMORY_MB * 1024 * 1024, threads: values.REPORT_THREADS },
    scans: { deadlineMinutes: values.SCAN_DEADLINE_MINUTES },
    retention: {
      changeDetailsDays: values.RETENTION_MAX_CHANGE_DETAILS_DAYS,
      branchScans: values.RETENTION_MAX_BRANCH_SCANS,
      branchDailyDays: values.RETENTION_MAX_BRANCH_DAILY_DAYS,
    },
    retentionDelayMs: values.RETENTION_DELAY_HOURS * 3_600_000,
    audit: { retentionDays: values.AUDIT_RETENTION_DAYS },
    events: { retentionDays: values.EVENT_RETENTION_DAYS },
    logging: { level: values.LOG_LEVEL },
    tracing: { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT },
  };
}

function toIdentityProvider(values: ConfigValues): IdentityProvider | null {
  const { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values;
  return jwksUrl === null || issuer === null || audience === null ? null : { jwksUrl, issuer, audience };
}

function toOidcConfig(values: ConfigValues): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === null || clientId === null) return null;
  return { issuer, clientId, clientSecret: values.OIDC_CLIENT_SECRET, scopes: values.OIDC_SCOPES };
}

function freezeDeep<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) freezeDeep(inner as object);
  }
  return Object.freeze(value);
}
