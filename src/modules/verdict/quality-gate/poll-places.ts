/** Most polls that wait at the same time: of one credential, and of all together. */
export interface PollLimits {
  readonly ofCredential: number;
  readonly ofAll: number;
}

/** Counts the polls that wait, so that neither one credential nor all together have more than their limit. */
export class PollPlaces {
  private readonly taken = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: PollLimits) {}

  /** Places that are taken at present. */
  get count(): number {
    return this.total;
  }

  /** Takes a place. Returns the function that gives it back, to be called once; null where no place is free. */
  take(credential: string): (() => void) | null {
    const own = this.taken.get(credential) ?? 0;
    if (own >= this.limits.ofCredential || this.total >= this.limits.ofAll) return null;
    this.taken.set(credential, own + 1);
    this.total += 1;
    return () => this.giveBack(credential);
  }

  private giveBack(credential: string): void {
    const own = this.taken.get(credential)! - 1;
    if (own === 0) this.taken.delete(credential);
    else this.taken.set(credential, own);
    this.total -= 1;
  }
}
