import { Module } from '@nestjs/common';
import { DueEvents } from './due.events.js';
import { EventController } from './event.controller.js';
import { EventReadModel } from './event.read-model.js';
import { EventRepository } from './event.repository.js';
import { EventService } from './event.service.js';
import { EventWriter } from './event.writer.js';
import { EventRetention } from './event-retention.js';
import { EventRetentionRepository } from './event-retention.repository.js';

@Module({
  controllers: [EventController],
  providers: [
    EventService,
    EventReadModel,
    EventRepository,
    EventWriter,
    EventRetention,
    EventRetentionRepository,
    DueEvents,
  ],
  exports: [EventWriter, DueEvents],
})
export class EventModule {}
