import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  type AcceptanceFields,
  type Field,
  parseExpiry,
  parseRequestFields,
  parseWaiverFields,
  REQUEST_FIELDS,
  WAIVER_FIELDS,
  type WaiverFields,
} from '../../../domain/gate/waiver-draft.js';
import { UnknownFields } from '../../../platform/errors/app-error.js';

/** @throws UnknownFields: a bound or a scope that is misspelt must not widen a waiver */
function refuseUnknown(body: object, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UnknownFields(unknown, known);
}

/** Reads a new waiver from a JSON body. Its faults are reported by the service, with those of the organization's terms. */
@Injectable()
export class WaiverFieldsPipe implements PipeTransform<object, WaiverFields> {
  transform(body: object): WaiverFields {
    refuseUnknown(body, WAIVER_FIELDS);
    return parseWaiverFields(body);
  }
}

/** Reads what is requested from a JSON body: a waiver, or the acceptance of a problem; see `WaiverFieldsPipe`. */
@Injectable()
export class RequestFieldsPipe implements PipeTransform<object, WaiverFields | AcceptanceFields> {
  transform(body: object): WaiverFields | AcceptanceFields {
    refuseUnknown(body, REQUEST_FIELDS);
    return parseRequestFields(body);
  }
}

/** Reads the new end of a waiver from a JSON body; see `WaiverFieldsPipe`. */
@Injectable()
export class ExpiryPipe implements PipeTransform<object, Field<Date | null>> {
  transform(body: object): Field<Date | null> {
    refuseUnknown(body, ['expires_at']);
    return parseExpiry(body);
  }
}
