import { Injectable } from '@nestjs/common';
import type { JobHandler } from './job.js';

/** Handlers of all kinds of jobs; each feature registers its own. */
@Injectable()
export class JobHandlers {
  private readonly byKind = new Map<string, JobHandler>();

  register(handler: JobHandler): void {
    if (this.byKind.has(handler.kind)) throw new Error(`Jobs of the kind ${handler.kind} have a handler already.`);
    this.byKind.set(handler.kind, handler);
  }

  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  get(kind: string): JobHandler {
    const handler = this.byKind.get(kind);
    if (!handler) throw new Error(`Jobs of the kind ${kind} have no handler.`);
    return handler;
  }
}
