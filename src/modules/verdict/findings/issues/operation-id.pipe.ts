import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '../../../../platform/errors/app-error.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a bulk operation in a path. */
@Injectable()
export class OperationIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!UUID.test(text)) throw new AppError('invalid_id', 'The id of an operation must be a UUID in lower case.');
    return text;
  }
}
