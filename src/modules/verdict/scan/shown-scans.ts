import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { Clock } from '../../../platform/time/clock.js';
import { type ScanDto, toScanDto } from './dto/scan.dto.js';
import type { Scan } from './scan.js';

/** Scans as the API shows them now. */
@Injectable()
export class ShownScans {
  constructor(
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  toDto(scan: Scan): ScanDto {
    return toScanDto(scan, this.clock.now(), this.config.server.publicUrl);
  }
}
