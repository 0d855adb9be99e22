import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { TrustedPublisherEntity } from './entities/trusted-publisher.entity.js';
import { TrustedPublisherController } from './trusted-publisher.controller.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';
import { TrustedPublisherService } from './trusted-publisher.service.js';

/** Pipelines that send reports without a stored secret. */
@Module({
  imports: [TypeOrmModule.forFeature([TrustedPublisherEntity]), AuditModule, OrganizationModule],
  controllers: [TrustedPublisherController],
  providers: [TrustedPublisherService, TrustedPublisherRepository],
})
export class PublisherModule {}
