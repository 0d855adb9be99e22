import type { Quota } from '../../domain/quota.js';
import { type LogLevel, type WorkerMode } from './config-variables.js';
import {
  type AllowedTarget,
  type Mailbox,
  type SigningKey,
  type SmtpServer,
  type TrustedProxies,
  type VerificationPem,
} from './value-readers.js';

/** Everything that the environment decides, parsed once at start (`parseConfig`) and frozen. */
export interface AppConfig {
  readonly server: ServerConfig;
  readonly metrics: MetricsConfig;
  /** The folder of all that the service keeps on disk, absolute. */
  readonly dataDir: string;
  /** The folder of the artefacts of a release that the service hands out, absolute; null: it has none. */
  readonly artifactsDir: string | null;
  /** The letter of this installation among those that share tenants: in the prefix of each API key. */
  readonly cell: string;
  readonly database: DatabaseConfig;
  /** The most connections that serve requests. */
  readonly databasePoolSize: number;
  readonly firstAdmin: FirstAdminConfig;
  readonly secrets: SecretsConfig;
  readonly tokens: TokenConfig;
  /** The identity provider where people sign in; null: there is none. */
  readonly oidc: OidcConfig | null;
  /** Claim of a token of an identity provider that lists the person's groups. */
  readonly groupsClaim: string;
  /** Staff need a second factor everywhere; null: once one of them has one. */
  readonly requireStaffSecondFactor: boolean | null;
  readonly sessions: SessionConfig;
  /** The server that takes mails to people; null: none are sent. */
  readonly mail: MailConfig | null;
  readonly rateLimits: RateLimitConfig;
  /** Quotas of organizations for which none was set. */
  readonly quotas: Readonly<Record<Quota, number>>;
  readonly worker: WorkerMode;
  readonly outgoing: OutgoingConfig;
  readonly uploads: UploadConfig;
  readonly scans: ScanConfig;
  readonly retention: RetentionLimits;
  /** Time after which shorter periods of retention take effect, in milliseconds. */
  readonly retentionDelayMs: number;
  readonly audit: AuditConfig;
  readonly events: EventConfig;
  readonly logging: { readonly level: LogLevel };
  /** Where spans are exported to; null: there are none. */
  readonly tracing: { readonly endpoint: string | null };
}

export interface ServerConfig {
  readonly host: string;
  /** 0 lets the system choose, which only tests want. */
  readonly port: number;
  /** The address that people and CI use, without a slash at its end; null: whatever a request came for. */
  readonly publicUrl: string | null;
  /** Origins from which the dashboard's pages may fetch source besides their own. */
  readonly sourceOrigins: readonly string[];
  readonly trustProxy: TrustedProxies;
  /** The most connections that one address may have open; a trusted proxy's are not counted. */
  readonly maxConnectionsPerAddress: number;
  /** Time after SIGTERM in which requests are still served, while probes read "not ready". */
  readonly shutdownDelayMs: number;
}

/** Bounds of who reads the metrics. */
export interface MetricsConfig {
  /** The bearer token of a scraper; null: none is needed. */
  readonly token: string | null;
  /** A port of their own; null: they are served with everything else. 0 lets the system choose. */
  readonly port: number | null;
}

export type DatabaseConfig =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'external';
      /** Serves requests as its user, unless that is an administrator. */
      readonly url: string;
      /** Creates roles and migrates; null: `url` does, where its user is an administrator. */
      readonly adminUrl: string | null;
      /** Listens for changes past a pooler; null: `adminUrl` names the server. */
      readonly listenUrl: string | null;
      /** The serving role; null: the user of `url`, unless that is an administrator, else the one of the installation. */
      readonly role: string | null;
      /** Reads hashes, begins sessions and deletes people; null: as a role that is derived from the serving one. */
      readonly authUrl: string | null;
      /** True: `url` names a pooler. False: that is found out. */
      readonly isPooled: boolean;
    };

/** The administrator that the first start creates; later starts ignore it. */
export interface FirstAdminConfig {
  readonly email: string;
  /** null: generated and printed once. */
  readonly password: string | null;
  readonly orgSlug: string;
}

/** Keys that seal secrets at rest, each 32 bytes in base64. */
export interface SecretsConfig {
  /** null: generated and kept in the data folder. */
  readonly key: string | null;
  /** Keys that only open, and lost ones as `lost:` with their fingerprint. */
  readonly previous: readonly string[];
}

/** Times after which sessions end. */
export interface SessionConfig {
  /** Without use. */
  readonly idleMs: number;
  /** In any case. */
  readonly longestMs: number;
}

/** Mails to people: through which server, and from whom. */
export interface MailConfig {
  readonly server: SmtpServer;
  readonly from: Mailbox;
}

export interface TokenConfig {
  /** The `iss` of the tokens that we sign ourselves. */
  readonly issuer: string;
  /** null: generated and kept in the data folder. */
  readonly signingKey: SigningKey | null;
  /** Keys that signed before, which go on verifying. */
  readonly previousKeys: readonly VerificationPem[];
  /** An identity provider whose tokens are accepted too. */
  readonly identityProvider: IdentityProvider | null;
}

/** An OpenID provider, and this service as its client. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  /** Separated by blanks. */
  readonly scopes: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience: string;
}

export interface RateLimitConfig {
  /** Shared counters of several processes; null: counted in memory. */
  readonly redisUrl: string | null;
  /** Requests a minute: per credential, `anonymous` and `health` per address, `login` per account and per address. */
  readonly perMinute: {
    readonly default: number;
    readonly login: number;
    readonly status: number;
    readonly upload: number;
    readonly anonymous: number;
    readonly health: number;
  };
}

/** Requests to addresses that tenants choose. */
export interface OutgoingConfig {
  /** Most requests at the same time, for each kind of them. */
  readonly concurrency: number;
  /** Targets that are allowed beyond the public addresses. */
  readonly allow: readonly AllowedTarget[];
  /** The proxy that all of them go through, and that judges their addresses; null: none. */
  readonly proxyUrl: string | null;
}

export interface UploadConfig {
  /** Limit of the memory for uploaded documents, in bytes. */
  readonly memoryBytes: number;
  /** Threads that read reports; null for as many as the container has processors, at most four. */
  readonly threads: number | null;
}

/** The longest periods for which organizations may have details of scans stored. */
export interface RetentionLimits {
  readonly changeDetailsDays: number;
  readonly branchScans: number;
  readonly branchDailyDays: number;
}

export interface AuditConfig {
  /** Entries of the audit log older than that are deleted. */
  readonly retentionDays: number;
}

export interface EventConfig {
  /** Events older than that are deleted, with their deliveries. */
  readonly retentionDays: number;
}

export interface ScanConfig {
  /** A scan that is still pending after this time reads as timed out. */
  readonly deadlineMinutes: number;
}
