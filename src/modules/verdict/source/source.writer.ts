import { Injectable } from '@nestjs/common';
import type { Scan } from '../scan/scan.reader.js';
import { SourceRepository } from './source.repository.js';
import { SourceBlanker } from './source-blanker.js';

/** Source text of scans as completion changes it, inside the open tenant transaction. */
@Injectable()
export class SourceWriter {
  constructor(
    private readonly sources: SourceRepository,
    private readonly blanker: SourceBlanker,
  ) {}

  /** True where a text of the repository is stored. */
  hasTexts(scan: Scan): Promise<boolean> {
    return this.sources.hasTexts(scan);
  }

  /** Blanks the secrets that the scan found in all texts of the repository. */
  async blankFound(scan: Scan): Promise<void> {
    await this.sources.keep(scan);
    await this.blanker.blankFound(scan);
  }
}
