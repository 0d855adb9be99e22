import { Module } from '@nestjs/common';
import { ForgeReportRepository } from './forge-report.repository.js';
import { ForgeReportWriter } from './forge-report.writer.js';

/** States that forges are to show: below the features that decide them, as the connections are above them. */
@Module({ providers: [ForgeReportRepository, ForgeReportWriter], exports: [ForgeReportRepository, ForgeReportWriter] })
export class ForgeReportModule {}
