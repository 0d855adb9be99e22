import { Injectable, type PipeTransform } from '@nestjs/common';
import { parseWaiverFields, type WaiverFields } from '../../domain/gate/waiver-draft.js';

/** Reads a new waiver from a JSON body. Its faults are reported by the service, with those of the organization's terms. */
@Injectable()
export class WaiverFieldsPipe implements PipeTransform<object, WaiverFields> {
  transform(body: object): WaiverFields {
    return parseWaiverFields(body);
  }
}
