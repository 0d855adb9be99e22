import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

const RESET: readonly FunctionPart[] = [
  [
    'auth.reset_password_by_token',
    'identities := auth.end_unproven_identities(person, NULL);',
    `identities := auth.end_unproven_identities(person, NULL);
            UPDATE auth.users u SET email_verified_at = coalesce(u.email_verified_at, now()) WHERE u.id = person;`,
  ],
];

/** Scans name their commit and its author, and people have an address that was verified. */
export class NameCommits1795478402102 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans
        ADD COLUMN commit_title text,
        ADD COLUMN commit_author text,
        -- of the files that the change touches
        ADD COLUMN owners text[] NOT NULL DEFAULT '{}',
        -- keyed hashes
        ADD COLUMN author_email_digest bytea,
        ADD COLUMN author_login_digest bytea;
      -- time of the first proof that the person receives mails at the address
      ALTER TABLE auth.users ADD COLUMN email_verified_at timestamptz;

      CREATE FUNCTION auth.verify_email(of_user bigint, address text) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          UPDATE auth.users SET email_verified_at = now()
          WHERE id = of_user AND email_verified_at IS NULL AND lower(email COLLATE "C") = lower(address COLLATE "C")
        $$;
      CREATE FUNCTION auth.find_verified_email(of_user bigint) RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT email FROM auth.users WHERE id = of_user AND email_verified_at IS NOT NULL
        $$;
    `);
    await openFunctions(db, 'auth.verify_email', 'auth.find_verified_email');
    await replaceParts(db, RESET);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(RESET));
    await db.query(`
      DROP FUNCTION auth.find_verified_email, auth.verify_email;
      ALTER TABLE auth.users DROP COLUMN email_verified_at;
      ALTER TABLE public.scans DROP COLUMN commit_title, DROP COLUMN commit_author, DROP COLUMN owners, DROP COLUMN author_email_digest,
        DROP COLUMN author_login_digest;
    `);
  }
}
