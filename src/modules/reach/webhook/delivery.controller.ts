import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { DeliveryId, WebhookId } from '../../../domain/ids.js';
import { OrgAdminOnly, OrgWideAdminOnly } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { decodeIdCursor } from '../../../platform/validation/cursor.js';
import { IdPipe } from '../../../platform/validation/id.pipe.js';
import { DeliveryService } from './delivery.service.js';
import {
  type DeliveryListDto,
  DeliveryQueryDto,
  DetailedDeliveryDto,
  PingDto,
  PingQueryDto,
  type QueuedDto,
  RedeliverDto,
  toDeliveryDto,
  toDetailedDeliveryDto,
} from './dto/delivery.dto.js';
import { PingService } from './ping.service.js';

@ApiTags('Webhooks')
@Controller('webhooks/:id')
export class DeliveryController {
  constructor(
    private readonly deliveries: DeliveryService,
    private readonly pings: PingService,
  ) {}

  /**
   * Request a ping
   *
   * @remarks Sent once, even to a disabled webhook. With `wait`, the response contains the delivery if it ends in time.
   */
  @Post('ping')
  @OrgWideAdminOnly()
  @ApiOkResponse({ type: DetailedDeliveryDto })
  @ApiAcceptedResponse({ type: PingDto })
  async pingWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Query() { wait }: PingQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DetailedDeliveryDto | PingDto> {
    const ping = await this.pings.ping(caller, id, wait * 1_000);
    response.status(ping.ended === null ? HttpStatus.ACCEPTED : HttpStatus.OK);
    return ping.ended === null ? { delivery_id: ping.id } : toDetailedDeliveryDto(ping.ended);
  }

  /**
   * List a webhook's deliveries
   *
   * @remarks Newest first. Deliveries are stored as long as their events.
   */
  @Get('deliveries')
  @OrgAdminOnly()
  async listDeliveries(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Query() { state, event, from, to, limit, cursor }: DeliveryQueryDto,
  ): Promise<DeliveryListDto> {
    const filter = { state: state ?? null, type: event ?? null, from: from ?? null, to: to ?? null };
    const page = { limit, beforeId: decodeIdCursor<DeliveryId>(cursor) };
    const { items, nextCursor } = await this.deliveries.listDeliveries(caller, id, filter, page);
    return { deliveries: items.map(toDeliveryDto), next_cursor: nextCursor };
  }

  /**
   * Get a delivery
   *
   * @remarks Returns the delivery with its request and its last 20 attempts, without signatures, credentials and the
   *   webhook's own headers.
   */
  @Get('deliveries/:delivery_id')
  @OrgAdminOnly()
  async getDelivery(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Param('delivery_id', IdPipe) deliveryId: DeliveryId,
  ): Promise<DetailedDeliveryDto> {
    return toDetailedDeliveryDto(await this.deliveries.getDelivery(caller, id, deliveryId));
  }

  /**
   * Send a delivery again
   *
   * @remarks Sends it again with the same `webhook-id`, a new timestamp and the full number of attempts.
   */
  @Post('deliveries/:delivery_id/redeliver')
  @HttpCode(202)
  @OrgWideAdminOnly()
  async redeliver(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Param('delivery_id', IdPipe) deliveryId: DeliveryId,
  ): Promise<QueuedDto> {
    await this.deliveries.redeliver(caller, id, deliveryId);
    return { queued: 1 };
  }

  /**
   * Send many deliveries again
   *
   * @remarks Sends at most 10,000 deliveries that were queued within a time range again, oldest first.
   */
  @Post('redeliver')
  @HttpCode(202)
  @OrgWideAdminOnly()
  async redeliverMany(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: WebhookId,
    @Body() { from, to, states = ['failed'] }: RedeliverDto,
  ): Promise<QueuedDto> {
    const filter = { from: new Date(from), to: to === undefined ? null : new Date(to), states };
    return { queued: await this.deliveries.redeliverMany(caller, id, filter) };
  }
}
