import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { UnknownFields } from '../errors/app-error.js';

const STRICT = new WeakSet<object>();

/** Refuses bodies with fields that the DTO does not have: for those where a misspelt limit would widen what is made. */
export const KnownFieldsOnly =
  (): ClassDecorator =>
  (dto): void => {
    STRICT.add(dto);
  };

/** @throws UnknownFields for a body of a DTO that is marked by `KnownFieldsOnly` */
export function refuseUnknownFields(body: unknown, dto: Type): void {
  if (!STRICT.has(dto) || typeof body !== 'object' || body === null) return;
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const known = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UnknownFields(unknown, known);
}
