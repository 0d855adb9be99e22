import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';
import { nameRepository, type Repository } from './stored-files.js';

interface OwnersRow {
  readonly address: Buffer;
  readonly content: Buffer;
}

const PORTION = 50;

/** Compares the stored owners of a repository's files with their digests, inside the open transaction. */
export async function verifyFileOwners(client: pg.Client, repository: Repository, faults: Faults): Promise<void> {
  const text = 'SELECT address, content FROM public.file_owners WHERE org_id = $1 AND repo_id = $2';
  const values = [repository.orgId, repository.id];
  for await (const rows of readInPortions<OwnersRow>(client, { text, values, portion: PORTION }))
    for (const { address, content } of rows)
      if (!createHash('sha256').update(content).digest().equals(address))
        faults.add(`${nameRepository(repository)}: the list of file owners ${address.toString('hex')} is damaged.`);
}
