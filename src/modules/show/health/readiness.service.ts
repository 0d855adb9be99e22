import { Inject, Injectable } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseProbe } from '../../../platform/database/database-probe.js';
import { AppError } from '../../../platform/errors/app-error.js';

/** Injection token of the names of the migrations that this version knows. */
export const KNOWN_MIGRATIONS = Symbol('KNOWN_MIGRATIONS');

/** Longer than a busy database takes, shorter than a probe waits. */
const PATIENCE_MS = 3_000;

/** A planned refusal, no failed check: the log has it as a warning. */
const STOPPING = new AppError('unavailable', 'This instance is shutting down. Send requests to another one.', {
  retryAfterSeconds: 2,
});

/** Checks that requests can be served: the database answers and has the schema of this version. */
@Injectable()
export class ReadinessService {
  private underWay: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseProbe,
    @Inject(KNOWN_MIGRATIONS) private readonly known: readonly string[],
  ) {}

  /** Returns when ready; throws what becomes a 503 when not. Probes that come together share one check. */
  async check(): Promise<void> {
    if (this.isStopping) throw STOPPING;
    await (this.underWay ??= this.examine().finally(() => (this.underWay = undefined)));
  }

  /** From now on it is not ready: the process ends. */
  announceStop(): void {
    this.isStopping = true;
  }

  private async examine(): Promise<void> {
    const migrations = this.indicators.check('migrations');
    await this.health.check([() => migrations.attempt(() => this.checkMigrations()).withTimeout(PATIENCE_MS)]);
  }

  private async checkMigrations(): Promise<void> {
    const ran = new Set(await this.database.ranMigrations());
    const missing = this.known.filter((name) => !ran.has(name));
    if (missing.length > 0) throw new Error(`The database lacks the migrations ${missing.join(', ')}.`);
  }
}
