import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** After a number of free attempts in a row the wait doubles from one second to the longest one. */
export interface Waits {
  readonly freeAttempts: number;
  readonly longestSeconds: number;
  /** Rest after which a lane is forgotten. */
  readonly forgetAfterSeconds: number;
}

/** Attempts at passwords, counted in the database: for all instances, and over a restart. */
@Injectable()
export class PasswordAttempts {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Takes an attempt in a lane; it counts as failed until the lane is cleared. Null: go on. Else no attempt was taken, and
   * it is the milliseconds until the next one will be.
   */
  async take(lane: Buffer, waits: Waits): Promise<number | null> {
    const rows = await this.source.query<{ waitMs: number }[]>(
      `SELECT auth.take_password_attempt($1, $2, $3, make_interval(secs => $4)) AS "waitMs"`,
      [lane, waits.freeAttempts, waits.longestSeconds, waits.forgetAfterSeconds],
    );
    return rows[0]!.waitMs === 0 ? null : rows[0]!.waitMs;
  }

  async clear(lane: Buffer): Promise<void> {
    await this.source.query('SELECT auth.clear_password_attempts($1)', [lane]);
  }

  /**
   * The email address as its user has it, else as it was given: what the database takes for the same address, in whatever
   * letters, is one account.
   */
  async accountEmail(email: string): Promise<string> {
    const rows = await this.source.query<{ email: string }[]>('SELECT email FROM auth.find_person_by_email($1)', [
      email,
    ]);
    return rows[0]?.email ?? email;
  }

  /** Network addresses that the user with this email address has signed in from lately; none for an unknown one. */
  async signInAddresses(email: string): Promise<string[]> {
    const rows = await this.source.query<{ address: string }[]>(
      'SELECT address FROM auth.sign_in_addresses($1) AS address',
      [email],
    );
    return rows.map(({ address }) => address);
  }
}
