import { Inject, Injectable } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseCheck } from '../../platform/database/database-check.js';

/** Injection token of the names of the migrations that this version knows. */
export const KNOWN_MIGRATIONS = Symbol('KNOWN_MIGRATIONS');

/** Longer than a busy database takes, shorter than a probe waits. */
const PATIENCE_MS = 3_000;

/** Checks that requests can be served: the database answers and has the schema of this version. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseCheck,
    @Inject(KNOWN_MIGRATIONS) private readonly known: readonly string[],
  ) {}

  /** Returns when ready; throws what becomes a 503 when not. */
  async check(): Promise<void> {
    await this.health.check([
      () => this.attempt('database', () => this.database.ping()),
      () => this.attempt('migrations', () => this.checkMigrations()),
    ]);
  }

  private attempt(name: string, check: () => Promise<void>) {
    return this.indicators.check(name).attempt(check).withTimeout(PATIENCE_MS);
  }

  private async checkMigrations(): Promise<void> {
    const ran = new Set(await this.database.ranMigrations());
    const missing = this.known.filter((name) => !ran.has(name));
    if (missing.length > 0) throw new Error(`The database lacks the migrations ${missing.join(', ')}.`);
  }
}
