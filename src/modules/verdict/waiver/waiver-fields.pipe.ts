import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  type AcceptanceFields,
  parseRequestFields,
  parseWaiverFields,
  type WaiverFields,
} from '../../../domain/gate/waiver-draft.js';

/** Reads a new waiver from a JSON body. Its faults are reported by the service, with those of the organization's terms. */
@Injectable()
export class WaiverFieldsPipe implements PipeTransform<object, WaiverFields> {
  transform(body: object): WaiverFields {
    return parseWaiverFields(body);
  }
}

/** Reads what is requested from a JSON body: a waiver, or the acceptance of a problem; see `WaiverFieldsPipe`. */
@Injectable()
export class RequestFieldsPipe implements PipeTransform<object, WaiverFields | AcceptanceFields> {
  transform(body: object): WaiverFields | AcceptanceFields {
    return parseRequestFields(body);
  }
}
