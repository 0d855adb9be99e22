import { Module } from '@nestjs/common';
import { AuditModule } from '../../record/audit/audit.module.js';
import { ConcurrentUploadsInterceptor } from './concurrent-uploads.interceptor.js';
import { ConcurrentUploads } from './concurrent-uploads.js';
import { QuotaReader } from './quota.reader.js';
import { QuotaRepository } from './quota.repository.js';
import { QuotaWriter } from './quota.writer.js';

/** Amounts that each organization may use of the service. Features count what they own, and claim what they add. */
@Module({
  imports: [AuditModule],
  providers: [QuotaRepository, QuotaReader, QuotaWriter, ConcurrentUploads, ConcurrentUploadsInterceptor],
  exports: [QuotaReader, QuotaWriter, ConcurrentUploadsInterceptor],
})
export class QuotaModule {}
