import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

/** A variable called `found` hid FOUND, which says whether the statement before changed or answered rows. */
const PARTS: readonly FunctionPart[] = [
  ['auth.resolve_identity', 'DECLARE found auth.users;', 'DECLARE person auth.users;'],
  ['auth.resolve_identity', 'INTO found FROM', 'INTO person FROM'],
  ['auth.resolve_identity', 'found.', 'person.'],
];

/** Lets a verified address end identities that were planted, and a known identity end the search. */
export class NamePersonOfIdentity1795478401720 implements MigrationInterface {
  up(db: QueryRunner): Promise<void> {
    return replaceParts(db, PARTS);
  }

  down(db: QueryRunner): Promise<void> {
    return replaceParts(db, undone(PARTS));
  }
}
