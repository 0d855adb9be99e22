import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { EventModule } from '../../record/event/event.module.js';
import { FindingsModule } from '../findings/findings.module.js';
import { ScanModule } from '../scan/scan.module.js';
import { WaiverEntity } from './entities/waiver.entity.js';
import { RequestDrafts } from './request-drafts.js';
import { RequestedPullReadModel } from './requested-pull.read-model.js';
import { WaiverController } from './waiver.controller.js';
import { WaiverReader } from './waiver.reader.js';
import { WaiverRepository } from './waiver.repository.js';
import { WaiverService } from './waiver.service.js';
import { WaiverDecisionService } from './waiver-decision.service.js';
import { WaiverDrafts } from './waiver-drafts.js';
import { WaiverEffects } from './waiver-effects.js';
import { WaiverExpiries } from './waiver-expiries.js';
import { WaiverExpiryRepository } from './waiver-expiry.repository.js';
import { WaiverListService } from './waiver-list.service.js';
import { WaiverRequestController } from './waiver-request.controller.js';
import { WaiverRequestRepository } from './waiver-request.repository.js';
import { WaiverRequestService } from './waiver-request.service.js';
import { WaiverUseWriter } from './waiver-use.writer.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([WaiverEntity]),
    AuditModule,
    EventModule,
    AuthModule,
    OrganizationModule,
    ScanModule,
    FindingsModule,
  ],
  controllers: [WaiverRequestController, WaiverController],
  providers: [
    WaiverService,
    WaiverDecisionService,
    WaiverDrafts,
    RequestedPullReadModel,
    WaiverRepository,
    WaiverRequestRepository,
    WaiverReader,
    WaiverUseWriter,
    WaiverExpiries,
    WaiverExpiryRepository,
    WaiverListService,
    WaiverEffects,
    RequestDrafts,
    WaiverRequestService,
  ],
  exports: [WaiverReader, WaiverUseWriter],
})
export class WaiverModule {}
