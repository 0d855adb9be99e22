import { Module } from '@nestjs/common';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { BadgeController } from './badge.controller.js';
import { BadgeReadModel } from './badge.read-model.js';
import { BadgeService } from './badge.service.js';
import { BadgeTokens } from './badge-tokens.js';
import { RepoBadgeController } from './repo-badge.controller.js';

/** Badges of repositories for pages elsewhere. */
@Module({
  imports: [AuditModule, OrganizationModule],
  controllers: [BadgeController, RepoBadgeController],
  providers: [BadgeService, BadgeTokens, BadgeReadModel],
})
export class BadgeModule {}
