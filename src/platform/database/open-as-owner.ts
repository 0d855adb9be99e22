import type pg from 'pg';
import type { DatabaseConnection } from './connection.js';
import { getRoles } from './installation-roles.js';
import { openClient } from './open-client.js';

/** A connected client that acts as the owner of the schema; its caller ends it. */
export async function openAsOwner(admin: DatabaseConnection): Promise<pg.Client> {
  const client = await openClient(admin);
  try {
    const { owner } = await getRoles(client);
    await client.query(`SET ROLE ${client.escapeIdentifier(owner)}`);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}
