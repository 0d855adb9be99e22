import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkModule } from '../../../platform/work/work.module.js';
import { AuthModule } from '../../people/auth/auth.module.js';
import { OrganizationModule } from '../../people/organization/organization.module.js';
import { QuotaModule } from '../../people/quota/quota.module.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { EventModule } from '../../record/event/event.module.js';
import { MailModule } from '../../record/mail/mail.module.js';
import { DeliveryController } from './delivery.controller.js';
import { DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryLeases } from './delivery-leases.js';
import { DeliverySender } from './delivery-sender.js';
import { DeliverySettler } from './delivery-settler.js';
import { DeliverySpreadRepository } from './delivery-spread.repository.js';
import { DeliveryUpkeep } from './delivery-upkeep.js';
import { DeliveryWork } from './delivery-work.js';
import { WebhookEntity } from './entities/webhook.entity.js';
import { PingService } from './ping.service.js';
import { PingMaker } from './ping-maker.js';
import { WebhookRightsFollower } from './rights-follower.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhookService } from './webhook.service.js';
import { WebhookRotationService } from './webhook-rotation.service.js';
import { WebhookRules } from './webhook-rules.js';
import { WebhookSecrets } from './webhook-secrets.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([WebhookEntity]),
    AuditModule,
    AuthModule,
    EventModule,
    MailModule,
    OrganizationModule,
    QuotaModule,
    WorkModule,
  ],
  controllers: [WebhookController, DeliveryController],
  providers: [
    WebhookService,
    WebhookRepository,
    WebhookSecrets,
    WebhookRightsFollower,
    DeliveryService,
    DeliveryReadModel,
    DeliveryRepository,
    DeliverySpreadRepository,
    DeliverySender,
    DeliverySettler,
    DeliveryWork,
    DeliveryUpkeep,
    DeliveryLeases,
    PingMaker,
    PingService,
    WebhookRotationService,
    WebhookRules,
  ],
})
export class WebhookModule {}
