import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';

const ID = /^[1-9][0-9]{0,15}$/;

/** The id that a path or query segment spells, or null: decimal, no sign, no leading zero, at most 2^53-1. */
export function parseId(text: unknown): number | null {
  if (typeof text !== 'string' || !ID.test(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : null;
}

/** An id in a path. `ParseIntPipe` lets 012, -7 and 2^53+1 through; this one does not. */
@Injectable()
export class IdPipe<Id extends number> implements PipeTransform<string, Id> {
  transform(text: string): Id {
    const id = parseId(text);
    if (id === null)
      throw new AppError(
        'invalid_id',
        'An id in the path must be a whole number from 1 to 9007199254740991 in plain digits.',
      );
    return id as Id;
  }
}
