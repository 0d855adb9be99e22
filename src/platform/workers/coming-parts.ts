/** The parts so far are void: whoever went through them has to begin anew. */
export class PartsRecalled extends Error {}

/**
 * Parts that come one after the other, from a thread that is still working on the next. They are kept: whoever goes through
 * them waits for those that are not there yet, and may do so again. He is given all that have come meanwhile at once, so
 * that a slow one takes larger steps.
 */
export class ComingParts<Part> implements AsyncIterable<readonly Part[]> {
  private parts: Part[] = [];
  private end: { readonly failure: Error | null } | null = null;
  private wake!: () => void;
  private change = this.nextChange();

  add(part: Part): void {
    this.parts.push(part);
    this.tell();
  }

  /** What was added so far is void. */
  recall(): void {
    this.parts = [];
    this.tell();
  }

  /** No other part will come. */
  complete(): void {
    this.end ??= { failure: null };
    this.tell();
  }

  /** Whoever goes on behind the last part meets this error. */
  fail(error: Error): void {
    this.end ??= { failure: error };
    this.tell();
  }

  /**
   * Waits for the first part, or for the end where none comes.
   *
   * @throws what the parts failed with before it
   */
  async first(): Promise<Part | null> {
    await this.until(() => this.parts.length > 0);
    return this.parts[0] ?? null;
  }

  /** @throws PartsRecalled, and what the parts failed with behind the last */
  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Part[], void> {
    const { parts } = this;
    for (let taken = 0; ;) {
      await this.until(() => taken < parts.length || parts !== this.parts);
      if (parts !== this.parts) throw new PartsRecalled();
      if (taken === parts.length) return;
      const come = parts.slice(taken);
      taken = parts.length;
      yield come;
    }
  }

  /** Waits until something holds, or for the end; throws where the end is a failure and it does not hold. */
  private async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.end?.failure) throw this.end.failure;
      if (this.end) return;
      await this.change;
    }
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private tell(): void {
    const { wake } = this;
    this.change = this.nextChange();
    wake();
  }
}
