import { Injectable } from '@nestjs/common';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { Repo } from './repo.js';

/** Stored source text that a lower choice no longer allows. */
export interface SourceDeletion {
  readonly files: number;
  readonly bytes: number;
  /** Time by which it is deleted. It can no longer be read. */
  readonly until: Date;
}

/** A repository as it was changed. */
export interface UpdatedRepo {
  readonly repo: Repo;
  /** Null where the change keeps all source text. */
  readonly sourceDeletion: SourceDeletion | null;
}

type Listener = (caller: Caller, repo: Repo, to: SourceExcerpts) => Promise<SourceDeletion>;

/** Changes of the choice which source text a repository stores, announced inside the transaction that makes them. */
@Injectable()
export class SourceSwitchEvents {
  private listener: Listener | null = null;

  onLowered(listener: Listener): void {
    this.listener = listener;
  }

  /** Answers what is to be deleted. */
  async lowered(caller: Caller, repo: Repo, to: SourceExcerpts): Promise<SourceDeletion | null> {
    return (await this.listener?.(caller, repo, to)) ?? null;
  }
}
