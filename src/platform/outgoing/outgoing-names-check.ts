import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/config-token.js';
import { LOGGER } from '../logging/logger.js';
import { warnOfNamesWithoutNetwork } from './names-without-network.js';

/** Warns at the start, which does not wait for it, of names in `OUTGOING_ALLOW` that need their network. */
@Injectable()
export class OutgoingNamesCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  onApplicationBootstrap(): void {
    void this.warn();
  }

  private async warn(): Promise<void> {
    const warning = await warnOfNamesWithoutNetwork(this.config.outgoing);
    if (warning !== null) this.logger.warn(warning);
  }
}
