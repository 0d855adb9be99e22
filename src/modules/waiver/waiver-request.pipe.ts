import { Injectable, type PipeTransform } from '@nestjs/common';
import { parseWaiverRequest, type WaiverRequest } from '../../domain/gate/waiver-request.js';

/** Reads a new waiver from a JSON body. Its faults are reported by the service, with those of the organization's terms. */
@Injectable()
export class WaiverRequestPipe implements PipeTransform<object, WaiverRequest> {
  transform(body: object): WaiverRequest {
    return parseWaiverRequest(body);
  }
}
