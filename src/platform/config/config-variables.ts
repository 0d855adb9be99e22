import {
  type AllowedTarget,
  allowedTargets,
  bearerToken,
  emailAddress,
  hostName,
  httpUrl,
  letter,
  mailbox,
  numberUpTo,
  oneOf,
  origins,
  positiveNumber,
  postgresUrl,
  previousSecretsKeys,
  publicUrl,
  redisUrl,
  roleName,
  scopes,
  secretsKey,
  secureUrl,
  signingKey,
  slug,
  smtpUrl,
  textOf,
  trueOrFalse,
  type TrustedProxies,
  trustedProxies,
  type ValueReader,
  verificationKeys,
  wholeNumber,
} from './value-readers.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Work of a process: requests and work in the background, requests alone, or work alone. */
export const WORKER_MODES = ['on', 'off', 'only'] as const;
export type WorkerMode = (typeof WORKER_MODES)[number];

/** One environment variable: how it is read, and its value when unset or empty. */
export interface ConfigVariable<T, D = T> {
  readonly read: ValueReader<T>;
  readonly fallback: D;
  /** May hold a secret: its text appears in no message. */
  readonly isSecret: boolean;
  /** Blanks around the value belong to it. */
  readonly isVerbatim: boolean;
}

interface Traits {
  readonly isSecret?: boolean;
  readonly isVerbatim?: boolean;
}

const variable = <T, D>(read: ValueReader<T>, fallback: D, traits: Traits = {}): ConfigVariable<T, D> => ({
  read,
  fallback,
  isSecret: traits.isSecret ?? false,
  isVerbatim: traits.isVerbatim ?? false,
});

const requestsPerMinute = wholeNumber(1, 10_000_000);
const amount = wholeNumber(0, 999_999_999_999_999);
const secret = { isSecret: true };

/** Every environment variable that the service reads. docs/configuration.md lists the same ones. */
export const CONFIG_VARIABLES = {
  PORT: variable(wholeNumber(0, 65_535), 3000),
  HOST: variable(hostName, '0.0.0.0'),
  PUBLIC_URL: variable(publicUrl, null, secret),
  DASHBOARD_CONNECT_SRC: variable<readonly string[], null>(origins, null),
  TRUST_PROXY: variable<TrustedProxies, TrustedProxies>(trustedProxies, false),
  MAX_CONNECTIONS_PER_ADDRESS: variable(wholeNumber(1, 1_000_000), 1000),
  SHUTDOWN_DELAY_MS: variable(wholeNumber(0, 10_000), 2000),

  METRICS_TOKEN: variable(bearerToken, null, secret),
  METRICS_PORT: variable(wholeNumber(0, 65_535), null),

  DATA_DIR: variable(textOf(1, 4096), '.data'),
  ARTIFACTS_DIR: variable(textOf(1, 4096), null),
  DATABASE_URL: variable(postgresUrl, null, secret),
  DATABASE_ADMIN_URL: variable(postgresUrl, null, secret),
  DATABASE_LISTEN_URL: variable(postgresUrl, null, secret),
  DATABASE_ROLE: variable(roleName, null),
  DATABASE_AUTH_URL: variable(postgresUrl, null, secret),
  DATABASE_POOLED: variable<boolean, boolean>(trueOrFalse, false),
  DATABASE_POOL_SIZE: variable(wholeNumber(2, 1000), 20),
  CELL: variable(letter, 'a'),

  ADMIN_EMAIL: variable(emailAddress, 'admin@quality-gate.local'),
  ADMIN_PASSWORD: variable(textOf(8, 1024), null, { isSecret: true, isVerbatim: true }),
  ADMIN_ORG: variable(slug, 'default'),

  SECRETS_KEY: variable(secretsKey, null, secret),
  SECRETS_KEY_PREVIOUS: variable(previousSecretsKeys, null, secret),

  JWT_PRIVATE_KEY: variable(signingKey, null, secret),
  JWT_PREVIOUS_KEYS: variable(verificationKeys, null, secret),
  JWT_ISSUER: variable(textOf(1, 512), null),
  JWT_JWKS_URL: variable(secureUrl, null, secret),
  JWT_AUDIENCE: variable(textOf(1, 512), null),

  OIDC_ISSUER: variable(secureUrl, null, secret),
  OIDC_CLIENT_ID: variable(textOf(1, 512), null),
  OIDC_CLIENT_SECRET: variable(textOf(1, 4096), null, secret),
  OIDC_SCOPES: variable(scopes, 'openid email profile'),
  OIDC_GROUPS_CLAIM: variable(textOf(1, 200), 'groups'),

  REQUIRE_STAFF_SECOND_FACTOR: variable<boolean, null>(trueOrFalse, null),
  SESSION_IDLE_DAYS: variable(positiveNumber(3650), 14),
  SESSION_MAX_DAYS: variable(positiveNumber(3650), 90),

  SMTP_URL: variable(smtpUrl, null, secret),
  MAIL_FROM: variable(mailbox, null),

  REDIS_URL: variable(redisUrl, null, secret),
  RATE_LIMIT_DEFAULT: variable(requestsPerMinute, 3000),
  RATE_LIMIT_LOGIN: variable(requestsPerMinute, 20),
  RATE_LIMIT_STATUS: variable(requestsPerMinute, 30_000),
  RATE_LIMIT_UPLOAD: variable(requestsPerMinute, 600),
  RATE_LIMIT_ANONYMOUS: variable(requestsPerMinute, 300),
  RATE_LIMIT_HEALTH: variable(requestsPerMinute, 3000),

  QUOTA_REPOSITORIES: variable(amount, 10_000),
  QUOTA_API_KEYS: variable(amount, 10_000),
  QUOTA_WEBHOOKS: variable(amount, 50),
  QUOTA_SCANS_PER_DAY: variable(amount, 100_000),
  QUOTA_STORED_BYTES: variable(amount, 1_000_000_000_000),
  QUOTA_CONCURRENT_UPLOADS: variable(amount, 200),
  QUOTA_INVITATIONS_PER_DAY: variable(amount, 100),

  WORKER: variable<WorkerMode, WorkerMode>(oneOf(WORKER_MODES), 'on'),
  OUTGOING_CONCURRENCY: variable(wholeNumber(1, 1000), 32),
  OUTGOING_ALLOW: variable<readonly AllowedTarget[], null>(allowedTargets, null),
  OUTGOING_PROXY: variable(httpUrl, null, secret),

  UPLOAD_MEMORY_MB: variable(wholeNumber(256, 65_536), 512),
  REPORT_THREADS: variable(wholeNumber(1, 64), null),
  SCAN_DEADLINE_MINUTES: variable(positiveNumber(43_200), 60),
  RETENTION_MAX_CHANGE_DETAILS_DAYS: variable(positiveNumber(36_500), 3650),
  RETENTION_MAX_BRANCH_SCANS: variable(wholeNumber(1, 1_000_000), 10_000),
  RETENTION_MAX_BRANCH_DAILY_DAYS: variable(positiveNumber(36_500), 3650),
  RETENTION_DELAY_HOURS: variable(numberUpTo(8760), 24),
  AUDIT_RETENTION_DAYS: variable(wholeNumber(30, 36_500), 90),
  EVENT_RETENTION_DAYS: variable(positiveNumber(36_500), 30),
  LOG_LEVEL: variable<LogLevel, LogLevel>(oneOf(LOG_LEVELS), 'info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(httpUrl, null),
} as const;

export type ConfigVariables = typeof CONFIG_VARIABLES;
export type VariableName = keyof ConfigVariables;

/** The typed value of each variable. */
export type ConfigValues = {
  readonly [N in VariableName]: ConfigVariables[N] extends ConfigVariable<infer T, infer D> ? T | D : never;
};
