import type { PipeTransform } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID in a path, the id of `what`, e.g. `a session`. */
export class UuidPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(text: string): string {
    if (!UUID.test(text)) throw new AppError('invalid_id', `The id of ${this.what} must be a UUID in lower case.`);
    return text;
  }
}
