import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { resolve } from 'node:path';
import { type AppConfig } from './app-config.js';
import { CONFIG_VARIABLES } from './config-variables.js';
import { describeConfigErrors } from './describe-config-errors.js';
import { type ConfigError, parseConfig } from './parse-config.js';

function configOf(env: NodeJS.ProcessEnv): AppConfig {
  const parsed = parseConfig(env);
  if (!parsed.ok) throw new Error(describeConfigErrors(parsed.errors));
  return parsed.config;
}

function errorsOf(env: NodeJS.ProcessEnv): readonly ConfigError[] {
  const parsed = parseConfig(env);
  return parsed.ok ? [] : parsed.errors;
}

const pemOf = (key: { export(options: { format: 'pem'; type: 'pkcs8' }): string | Buffer }) =>
  key.export({ format: 'pem', type: 'pkcs8' }).toString();
const rsaPem = (bits: number) => pemOf(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey);
const ecPem = (namedCurve: string) => pemOf(generateKeyPairSync('ec', { namedCurve }).privateKey);

const publicHalf = (pem: string) => createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
const publicPem = (bits: number) => publicHalf(rsaPem(bits));
const DAY_MS = 24 * 60 * 60 * 1000;

const SECRET = `${'A'.repeat(43)}=`;
const OLD_SECRET = `${'B'.repeat(42)}A=`;

describe('an empty environment', () => {
  it('gives every default', () => {
    expect(configOf({})).toEqual({
      server: {
        host: '0.0.0.0',
        port: 3000,
        publicUrl: null,
        sourceOrigins: [],
        trustProxy: false,
        maxConnectionsPerAddress: 1000,
        shutdownDelayMs: 2000,
      },
      metrics: { token: null, port: null },
      tracing: { endpoint: null },
      dataDir: resolve('.data'),
      artifactsDir: null,
      database: { kind: 'embedded' },
      databasePoolSize: 20,
      firstAdmin: { email: 'admin@quality-gate.local', password: null, orgSlug: 'default' },
      secrets: { key: null, previous: [] },
      tokens: { issuer: 'quality-gate', signingKey: null, previousKeys: [], identityProvider: null },
      oidc: null,
      groupsClaim: 'groups',
      requireStaffSecondFactor: null,
      sessions: { idleMs: 14 * DAY_MS, longestMs: 90 * DAY_MS },
      rateLimits: {
        redisUrl: null,
        perMinute: { default: 3000, login: 20, status: 30_000, upload: 600, anonymous: 300, health: 3000 },
      },
      quotas: {
        repositories: 10_000,
        api_keys: 10_000,
        webhooks: 50,
        scans_per_day: 100_000,
        stored_bytes: 1_000_000_000_000,
        concurrent_uploads: 200,
        invitations_per_day: 100,
      },
      mail: null,
      worker: 'on',
      outgoing: { concurrency: 32, allow: [], proxyUrl: null },
      uploads: { memoryBytes: 512 * 1024 * 1024, threads: null },
      scans: { deadlineMinutes: 60 },
      retention: { changeDetailsDays: 3650, branchScans: 10_000, branchDailyDays: 3650 },
      retentionDelayMs: 86_400_000,
      audit: { retentionDays: 90 },
      events: { retentionDays: 30 },
      cell: 'a',
      logging: { level: 'info' },
    });
  });

  it('is what variables set to nothing amount to', () => {
    const empty = Object.fromEntries(Object.keys(CONFIG_VARIABLES).map((name) => [name, '']));
    expect(configOf(empty)).toEqual(configOf({}));
  });

  it('is frozen all the way down', () => {
    const config = configOf({});
    expect(() => Object.assign(config, { dataDir: '/elsewhere' })).toThrow(TypeError);
    expect(() => Object.assign(config.rateLimits.perMinute, { login: 1 })).toThrow(TypeError);
  });
});

describe('every variable', () => {
  it('reaches its place in the configuration', () => {
    const pem = ecPem('prime256v1');
    const retired = publicPem(2048);
    expect(
      configOf({
        PORT: '8080',
        HOST: '127.0.0.1',
        DASHBOARD_CONNECT_SRC: 'https://git.example.org',
        PUBLIC_URL: 'https://gate.example.org/',
        TRUST_PROXY: 'loopback, 10.0.0.0/8',
        MAX_CONNECTIONS_PER_ADDRESS: '7',
        SHUTDOWN_DELAY_MS: '0',
        METRICS_TOKEN: 'scrape-me',
        METRICS_PORT: '9090',
        DATA_DIR: '/srv/gate',
        ARTIFACTS_DIR: '/srv/release',
        DATABASE_URL: 'postgres://gate:pw@db.example.org:5432/gate',
        DATABASE_ROLE: 'gate_app',
        DATABASE_AUTH_URL: 'postgres://gate_auth@one/gate',
        DATABASE_ADMIN_URL: 'postgres://root@one,two:5433/gate',
        DATABASE_LISTEN_URL: 'postgres://one/gate?sslmode=verify-full',
        DATABASE_POOLED: 'True',
        DATABASE_POOL_SIZE: '7',
        ADMIN_EMAIL: ' root@example.org ',
        ADMIN_PASSWORD: ' spaces are kept ',
        ADMIN_ORG: 'acme',
        SECRETS_KEY: SECRET,
        SECRETS_KEY_PREVIOUS: `${OLD_SECRET}, lost:0123456789abcdef`,
        JWT_PRIVATE_KEY: pem,
        JWT_PREVIOUS_KEYS: `${retired}${pem}`,
        REQUIRE_STAFF_SECOND_FACTOR: 'true',
        SESSION_IDLE_DAYS: '.5',
        SESSION_MAX_DAYS: '7',
        JWT_ISSUER: 'https://id.example.org',
        JWT_JWKS_URL: 'https://id.example.org/keys',
        JWT_AUDIENCE: 'gate',
        OIDC_ISSUER: 'https://login.example.org',
        OIDC_CLIENT_ID: 'quality-gate',
        OIDC_CLIENT_SECRET: 'of the client',
        OIDC_SCOPES: 'openid email',
        OIDC_GROUPS_CLAIM: 'roles',
        SMTP_URL: 'smtp://gate:p%40ss@mail.example.org',
        MAIL_FROM: '"The Gate" <gate@example.org>',
        REDIS_URL: 'redis://cache:6379/2',
        RATE_LIMIT_DEFAULT: '1',
        RATE_LIMIT_LOGIN: '2',
        RATE_LIMIT_STATUS: '3',
        RATE_LIMIT_UPLOAD: '4',
        RATE_LIMIT_ANONYMOUS: '5',
        RATE_LIMIT_HEALTH: '6',
        QUOTA_REPOSITORIES: '0',
        QUOTA_API_KEYS: '7',
        QUOTA_WEBHOOKS: '8',
        QUOTA_SCANS_PER_DAY: '9',
        QUOTA_STORED_BYTES: '999999999999999',
        QUOTA_CONCURRENT_UPLOADS: '10',
        QUOTA_INVITATIONS_PER_DAY: '11',
        WORKER: 'only',
        OUTGOING_CONCURRENCY: '5',
        OUTGOING_ALLOW: '10.0.0.0/8, Git.example.org, Wiki.example.org@10.0.0.7',
        OUTGOING_PROXY: 'http://proxy.example.org:3128',
        UPLOAD_MEMORY_MB: '1024',
        REPORT_THREADS: '3',
        SCAN_DEADLINE_MINUTES: '0.25',
        RETENTION_MAX_CHANGE_DETAILS_DAYS: '7.5',
        RETENTION_MAX_BRANCH_SCANS: '20',
        RETENTION_MAX_BRANCH_DAILY_DAYS: '90',
        RETENTION_DELAY_HOURS: '0.5',
        CELL: 'b',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        LOG_LEVEL: 'DEBUG',
      }),
    ).toEqual({
      server: {
        host: '127.0.0.1',
        port: 8080,
        publicUrl: 'https://gate.example.org',
        sourceOrigins: ['https://git.example.org'],
        trustProxy: ['loopback', '10.0.0.0/8'],
        maxConnectionsPerAddress: 7,
        shutdownDelayMs: 0,
      },
      metrics: { token: 'scrape-me', port: 9090 },
      tracing: { endpoint: 'http://collector:4318' },
      dataDir: '/srv/gate',
      artifactsDir: '/srv/release',
      database: {
        kind: 'external',
        url: 'postgres://gate:pw@db.example.org:5432/gate',
        adminUrl: 'postgres://root@one,two:5433/gate',
        listenUrl: 'postgres://one/gate?sslmode=verify-full',
        role: 'gate_app',
        authUrl: 'postgres://gate_auth@one/gate',
        isPooled: true,
      },
      databasePoolSize: 7,
      firstAdmin: { email: 'root@example.org', password: ' spaces are kept ', orgSlug: 'acme' },
      secrets: { key: SECRET, previous: [OLD_SECRET, 'lost:0123456789abcdef'] },
      tokens: {
        issuer: 'quality-gate',
        signingKey: { pem: pem.trim(), algorithm: 'ES256' },
        previousKeys: [{ pem: retired }, { pem: publicHalf(pem) }],
        identityProvider: {
          issuer: 'https://id.example.org',
          jwksUrl: 'https://id.example.org/keys',
          audience: 'gate',
        },
      },
      oidc: {
        issuer: 'https://login.example.org',
        clientId: 'quality-gate',
        clientSecret: 'of the client',
        scopes: 'openid email',
      },
      groupsClaim: 'roles',
      requireStaffSecondFactor: true,
      sessions: { idleMs: DAY_MS / 2, longestMs: 7 * DAY_MS },
      mail: {
        server: {
          host: 'mail.example.org',
          port: 587,
          tls: 'starttls',
          credentials: { user: 'gate', password: 'p@ss' },
        },
        from: { name: 'The Gate', address: 'gate@example.org' },
      },
      rateLimits: {
        redisUrl: 'redis://cache:6379/2',
        perMinute: { default: 1, login: 2, status: 3, upload: 4, anonymous: 5, health: 6 },
      },
      quotas: {
        repositories: 0,
        api_keys: 7,
        webhooks: 8,
        scans_per_day: 9,
        stored_bytes: 999_999_999_999_999,
        concurrent_uploads: 10,
        invitations_per_day: 11,
      },
      worker: 'only',
      outgoing: {
        concurrency: 5,
        allow: [
          { kind: 'network', text: '10.0.0.0/8' },
          { kind: 'host', text: 'git.example.org', network: null },
          { kind: 'host', text: 'wiki.example.org', network: '10.0.0.7' },
        ],
        proxyUrl: 'http://proxy.example.org:3128',
      },
      uploads: { memoryBytes: 1024 * 1024 * 1024, threads: 3 },
      scans: { deadlineMinutes: 0.25 },
      retention: { changeDetailsDays: 7.5, branchScans: 20, branchDailyDays: 90 },
      retentionDelayMs: 1_800_000,
      audit: { retentionDays: 90 },
      events: { retentionDays: 30 },
      cell: 'b',
      logging: { level: 'debug' },
    });
  });

  it.each([
    ['PORT', ['0', '1', '65535'], ['-1', '65536', '3000.5', '0x10', '1e3', 'http']],
    ['HOST', ['::', '::1', '192.168.0.1', 'gate.example.org', 'localhost'], ['http://a', 'a:80', 'a b', '-a']],
    [
      'PUBLIC_URL',
      ['http://localhost:3000', 'https://example.org/gate'],
      ['example.org', 'ftp://a.b', 'https://u:p@a.b', 'https://a.b?q', 'https://a.b#f'],
    ],
    ['METRICS_PORT', ['0', '9090'], ['3000', '65536', 'own']],
    ['METRICS_TOKEN', ['x', 'aZ09-._~+/='], ['two words', 'größer', 'x'.repeat(1025)]],
    ['TRUST_PROXY', ['true', 'false', '0', '2', '10.0.0.1', 'fd00::/8'], ['yes', '10.0.0.0/33', '10.0.0.1,,', '-1']],
    [
      'DATABASE_URL',
      [
        ...['postgresql://u@h/db', 'postgres://h:5433/db?sslmode=require', 'postgres:///db?host=/run/postgresql'],
        ...['postgres://u:p@one,two:5433,[fd00::1]:6000/db?target_session_attrs=read-write'],
      ],
      [
        ...['mysql://h/db', 'postgres://h', 'postgres://h/', 'h/db', 'postgres://h,i/'],
        ...['postgres://h/db?sslmode=on', 'postgres://h,i/db?target_session_attrs=standby'],
      ],
    ],
    ['ADMIN_EMAIL', ['a@b', 'a.b+c@example.org'], ['a', '@b', 'a@', 'a@b@c', 'a @b', 'a@b..c']],
    ['ADMIN_PASSWORD', ['x'.repeat(8), 'x'.repeat(1024)], ['x'.repeat(7), 'x'.repeat(1025)]],
    ['ADMIN_ORG', ['a', 'acme-2', 'x'.repeat(63)], ['Acme', '-a', 'a-', 'a b', 'x'.repeat(64)]],
    ['JWT_PRIVATE_KEY', [rsaPem(2048), ecPem('prime256v1')], ['secret', rsaPem(1024), ecPem('secp384r1')]],
    [
      'JWT_PREVIOUS_KEYS',
      [publicPem(2048), `${ecPem('prime256v1')}${publicPem(2048)}`.replaceAll('\n', '\\n')],
      ['secret', publicPem(1024), ecPem('secp384r1'), `${publicPem(2048)}and more`],
    ],
    ['REQUIRE_STAFF_SECOND_FACTOR', ['true', 'FALSE'], ['yes', '1']],
    ['SESSION_IDLE_DAYS', ['14', '0.0001', '3650'], ['0', '-1', '3651', '14d']],
    ['SESSION_MAX_DAYS', ['90', '.5'], ['0', 'never']],
    ['SECRETS_KEY', [SECRET], ['short', SECRET.slice(1), `${SECRET}=`, SECRET.replace('=', 'A')]],
    [
      'SECRETS_KEY_PREVIOUS',
      [SECRET, `${SECRET},${OLD_SECRET}`, `lost:0123456789abcdef, ${SECRET}`],
      ['short', `${SECRET},`, 'lost:', 'lost:0123456789ABCDEF'],
    ],
    ['WORKER', ['on', 'off', 'ONLY'], ['yes', 'false', '1']],
    ['OUTGOING_CONCURRENCY', ['1', '1000'], ['0', '1001']],
    ['OUTGOING_ALLOW', ['10.0.0.1', 'fd00::/8, a.b', 'localhost'], ['http://a.b', 'a.b:80', '10.0.0.0/33', 'a.b,']],
    [
      'DASHBOARD_CONNECT_SRC',
      ['https://a.b', 'HTTPS://a.b:8443, http://127.0.0.1:3000'],
      ['a.b', 'https://a.b/', 'https://a.b/x', 'https://u@a.b', '*', "https://a.b 'unsafe-inline'", 'https://a.b;'],
    ],
    ['OUTGOING_PROXY', ['http://p:3128', 'https://u:p@p'], ['p:3128', 'socks5://p']],
    ['REDIS_URL', ['redis://h', 'rediss://u:p@h:6380/0'], ['h:6379', 'http://h', 'redis:///0']],
    ['RATE_LIMIT_LOGIN', ['1', '10000000'], ['0', '10000001', '1.5', '-1', 'off']],
    ['UPLOAD_MEMORY_MB', ['256', '65536'], ['255', '65537', '512.5', '1GB']],
    ['REPORT_THREADS', ['1', '64'], ['0', '65', '1.5']],
    ['SCAN_DEADLINE_MINUTES', ['0.01', '.5', '60', '43200'], ['0', '-1', '43200.1', 'NaN', 'Infinity', '1h']],
    ['LOG_LEVEL', ['fatal', 'trace', 'silent', 'Warn'], ['verbose', '30']],
  ])('%s accepts what it should and nothing else', (variable, good, bad) => {
    for (const text of good) expect({ text, errors: errorsOf({ [variable]: text }) }).toEqual({ text, errors: [] });
    for (const text of bad) {
      expect({ text, wrong: errorsOf({ [variable]: text }).map((error) => error.variable) }).toEqual({
        text,
        wrong: [variable],
      });
    }
  });

  it.each(['gate_app', '_g', 'x'.repeat(50)])('DATABASE_ROLE accepts %s beside DATABASE_URL', (DATABASE_ROLE) => {
    expect(errorsOf({ DATABASE_ROLE, DATABASE_URL: 'postgres://h/db' })).toEqual([]);
    expect(errorsOf({ DATABASE_ROLE }).map(({ variable }) => variable)).toEqual(['DATABASE_ROLE']);
  });

  it.each(['Gate', '1g', 'pg_gate', 'a b', 'x'.repeat(51)])('DATABASE_ROLE refuses %s', (DATABASE_ROLE) => {
    const errors = errorsOf({ DATABASE_ROLE, DATABASE_URL: 'postgres://h/db' });
    expect(errors.map(({ variable }) => variable)).toEqual(['DATABASE_ROLE']);
  });

  it('takes a key on one line', () => {
    const oneLine = rsaPem(2048).trim().replaceAll('\n', '\\n');
    expect(configOf({ JWT_PRIVATE_KEY: oneLine }).tokens.signingKey?.algorithm).toBe('RS256');
  });

  it('trusts one proxy where TRUST_PROXY is true, and never everybody', () => {
    expect(configOf({ TRUST_PROXY: 'true' }).server.trustProxy).toBe(1);
    expect(configOf({ TRUST_PROXY: '0' }).server.trustProxy).toBe(false);
  });
});

describe('the issuer of tokens', () => {
  const outside = { JWT_JWKS_URL: 'https://id.example.org/keys', JWT_ISSUER: 'https://id', JWT_AUDIENCE: 'gate' };

  it('is named by JWT_ISSUER alone when there is no outside one', () => {
    const { tokens } = configOf({ JWT_ISSUER: 'gate-eu' });
    expect(tokens).toMatchObject({ issuer: 'gate-eu', identityProvider: null });
  });

  it.each([
    [['JWT_ISSUER'], { ...outside, JWT_ISSUER: undefined }],
    [['JWT_AUDIENCE'], { ...outside, JWT_AUDIENCE: undefined }],
    [['JWT_ISSUER', 'JWT_AUDIENCE'], { JWT_JWKS_URL: outside.JWT_JWKS_URL }],
    [['JWT_JWKS_URL'], { ...outside, JWT_JWKS_URL: undefined }],
    [['JWT_JWKS_URL'], { JWT_AUDIENCE: 'gate' }],
    [['JWT_ISSUER'], { ...outside, JWT_ISSUER: 'quality-gate' }],
  ])('misses %p', (missing, env) => {
    expect(errorsOf(env).map(({ variable }) => variable)).toEqual(missing);
  });

  it('is not reported twice when its URL is wrong', () => {
    expect(errorsOf({ ...outside, JWT_JWKS_URL: 'keys' }).map(({ variable }) => variable)).toEqual(['JWT_JWKS_URL']);
  });
});

describe('the identity provider where people sign in', () => {
  const provider = { OIDC_ISSUER: 'https://login.example.org', OIDC_CLIENT_ID: 'gate' };

  it('may be a client without a secret, with the usual scopes', () => {
    const { oidc, groupsClaim } = configOf(provider);
    expect(oidc).toEqual({
      issuer: 'https://login.example.org',
      clientId: 'gate',
      clientSecret: null,
      scopes: 'openid email profile',
    });
    expect(groupsClaim).toBe('groups');
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080/realm', 'http://[::1]:8080'])('may be %s', (issuer) => {
    expect(configOf({ ...provider, OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer);
  });

  it.each([
    [['OIDC_CLIENT_ID'], { OIDC_ISSUER: provider.OIDC_ISSUER }],
    [['OIDC_ISSUER'], { OIDC_CLIENT_ID: 'gate' }],
    [['OIDC_ISSUER'], { OIDC_CLIENT_SECRET: 'x' }],
    [['OIDC_ISSUER'], { ...provider, OIDC_ISSUER: 'http://login.example.org' }],
    [['OIDC_ISSUER'], { ...provider, OIDC_ISSUER: 'http://127.evil.example' }],
    [['OIDC_SCOPES'], { ...provider, OIDC_SCOPES: 'email profile' }],
    [['OIDC_SCOPES'], { ...provider, OIDC_SCOPES: 'openid  email' }],
  ])('misses %p', (missing, env) => {
    expect(errorsOf(env).map(({ variable }) => variable)).toEqual(missing);
  });
});

describe('the mail server', () => {
  const MAIL_FROM = 'gate@example.org';
  const serverOf = (url: string) => configOf({ SMTP_URL: url, MAIL_FROM }).mail?.server;

  it.each([
    ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, tls: 'implicit' }],
    ['smtps://mail.example.org:10465/', { host: 'mail.example.org', port: 10_465, tls: 'implicit' }],
    ['smtp://mail.example.org:25', { host: 'mail.example.org', port: 25, tls: 'starttls' }],
    ['smtp://relay:25?tls=off', { host: 'relay', port: 25, tls: 'none' }],
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, tls: 'none' }],
    ['smtp://localhost', { host: 'localhost', port: 587, tls: 'none' }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, tls: 'none' }],
  ])('is %s', (url, server) => {
    expect(serverOf(url)).toEqual({ ...server, credentials: null });
  });

  it.each([
    'mail.example.org',
    'http://mail.example.org',
    'smtp://',
    'smtp://mail.example.org/path',
    'smtp://mail.example.org?tls=optional',
    'smtps://mail.example.org?tls=off',
    'smtp://gate:hunter2@relay?tls=off',
    'smtp://gate@mail.example.org',
    'smtp://gate:%ff@mail.example.org',
    'smtp://mail.example.org:0',
  ])('is not %s', (url) => {
    const errors = errorsOf({ SMTP_URL: url, MAIL_FROM });
    expect(errors.map(({ variable }) => variable)).toEqual(['SMTP_URL']);
    expect(describeConfigErrors(errors)).not.toContain('hunter2');
  });

  it.each([
    ['gate@example.org', { name: '', address: 'gate@example.org' }],
    ['Quality Gate <gate@example.org>', { name: 'Quality Gate', address: 'gate@example.org' }],
    ['"Quality, Gate" <gate@example.org>', { name: 'Quality, Gate', address: 'gate@example.org' }],
  ])('sends as %s', (from, mailbox) => {
    expect(configOf({ SMTP_URL: 'smtp://localhost', MAIL_FROM: from }).mail?.from).toEqual(mailbox);
  });

  it.each([
    'gate',
    'a@example.org, b@example.org',
    'Gate <gate>',
    'Gate <a@example.org> x',
    'A\r\nBcc: <a@example.org>',
  ])('does not send as %j', (from) => {
    expect(errorsOf({ SMTP_URL: 'smtp://localhost', MAIL_FROM: from })).toHaveLength(1);
  });

  it('goes together with its sender', () => {
    expect(errorsOf({ MAIL_FROM }).map(({ variable }) => variable)).toEqual(['SMTP_URL']);
    expect(errorsOf({ SMTP_URL: 'smtp://localhost' }).map(({ variable }) => variable)).toEqual(['MAIL_FROM']);
  });
});

describe('faults', () => {
  const secrets = {
    DATABASE_URL: 'mysql://gate:hunter2hunter2@db/gate',
    ADMIN_PASSWORD: 'hunter2',
    JWT_PRIVATE_KEY: 'hunter2hunter2',
    JWT_PREVIOUS_KEYS: 'hunter2',
    REDIS_URL: 'http://:hunter2hunter2@cache',
    SECRETS_KEY: 'hunter2',
    SECRETS_KEY_PREVIOUS: 'lost:hunter2',
    OUTGOING_PROXY: 'socks5://:hunter2@proxy',
    JWT_JWKS_URL: 'id.example.org/hunter2',
    OIDC_ISSUER: 'http://id.example.org/hunter2',
    PUBLIC_URL: 'https://admin:hunter2@gate.example.org',
    SMTP_URL: 'smtp://:hunter2@mail.example.org',
  };

  it('are reported all together', () => {
    const env = { PORT: 'x', ...secrets, LOG_LEVEL: 'loud', RATE_LIMIT_UPLOAD: '-5' };
    const wrong = [...Object.keys(env), 'JWT_ISSUER', 'JWT_AUDIENCE', 'OIDC_CLIENT_ID', 'MAIL_FROM'];
    expect(errorsOf(env).map(({ variable }) => variable)).toHaveLength(wrong.length);
    expect(new Set(errorsOf(env).map(({ variable }) => variable))).toEqual(new Set(wrong));
  });

  it('never repeat a secret', () => {
    expect(describeConfigErrors(errorsOf(secrets))).not.toContain('hunter2');
  });

  it('read well in a terminal', () => {
    expect(describeConfigErrors(errorsOf({ PORT: '99999', LOG_LEVEL: 'loud' }))).toBe(
      [
        'The configuration cannot be used: 2 variables are wrong.',
        '  PORT       expected a whole number from 0 to 65535, found "99999"',
        '  LOG_LEVEL  expected one of fatal, error, warn, info, debug, trace, silent, found "loud"',
        'docs/configuration.md lists every variable with its default.',
      ].join('\n'),
    );
  });
});
