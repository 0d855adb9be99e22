import { Injectable } from '@nestjs/common';
import type { JobHandler } from './job.js';

/** Handlers of all kinds of jobs; each feature registers its own. */
@Injectable()
export class JobHandlers {
  private readonly byKind = new Map<string, JobHandler>();

  register(handler: JobHandler): void {
    if (this.byKind.has(handler.kind)) throw new Error(`Jobs of the kind ${handler.kind} already have a handler.`);
    this.byKind.set(handler.kind, handler);
  }

  /** Undefined for a kind of a later version. */
  find(kind: string): JobHandler | undefined {
    return this.byKind.get(kind);
  }
}
