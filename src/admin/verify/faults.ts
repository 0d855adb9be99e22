/** Sentences that are printed; of the others only the number is. */
const MAX_LISTED = 100;

/** Collects what is not as it should be. */
export class Faults {
  private readonly listed: string[] = [];
  private count = 0;

  /** @param fault a sentence */
  add(fault: string): void {
    this.count += 1;
    if (this.listed.length < MAX_LISTED) this.listed.push(fault);
  }

  get areAny(): boolean {
    return this.count > 0;
  }

  /** A line for each fault. */
  lines(): string[] {
    const left = this.count - this.listed.length;
    return left === 0 ? this.listed : [...this.listed, `${left} more faults are not listed.`];
  }
}
