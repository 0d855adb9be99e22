import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { UploadTokenController } from './upload-token.controller.js';
import { UploadTokenService } from './upload-token.service.js';

/** Credentials of a single pending scan. */
@Module({
  imports: [AuditModule, AuthModule, ScanModule],
  controllers: [UploadTokenController],
  providers: [UploadTokenService],
})
export class UploadTokenModule {}
