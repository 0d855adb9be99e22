import { Injectable } from '@nestjs/common';

/** Kinds of work as metrics name them: deliveries to webhooks, reports to forges, deliveries of hooks that forges sent. */
export const WORK_KINDS = ['webhook', 'forge', 'hook'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** An attempt of some work. */
export interface WorkAttempt {
  readonly kind: WorkKind;
  /** A word of a fixed set: nothing of a tenant. */
  readonly outcome: string;
  readonly seconds: number;
}

type Listener = (attempt: WorkAttempt) => void;

/** Attempts of this process, passed on to those who count them. */
@Injectable()
export class WorkMeter {
  private readonly listeners: Listener[] = [];

  follow(listener: Listener): void {
    this.listeners.push(listener);
  }

  count(attempt: WorkAttempt): void {
    for (const listener of this.listeners) listener(attempt);
  }
}
