import { Injectable, type PipeTransform } from '@nestjs/common';
import { BADGE_KINDS, type BadgeKind } from '../../../domain/reporting/badge.js';
import { AppError } from '../../../platform/errors/app-error.js';

/** The parameter of the path as the API document describes it. */
export const DOCUMENTED_KIND = { name: 'kind', schema: { type: 'string', enum: [...BADGE_KINDS] } };

/** A kind of badge in a path; another name is not found. */
@Injectable()
export class BadgeKindPipe implements PipeTransform<string, BadgeKind> {
  transform(value: string): BadgeKind {
    const kind = BADGE_KINDS.find((one) => one === value);
    if (kind === undefined) throw new AppError('not_found', `Badges are ${BADGE_KINDS.join(', ')}.`);
    return kind;
  }
}
