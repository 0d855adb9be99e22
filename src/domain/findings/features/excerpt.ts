import type { Finding } from '../finding.js';

/** Lines of source text in a report, cut on demand. */
export class Excerpt {
  /** Offset of each line in the text. */
  private readonly starts: number[] = [0];

  /**
   * @param flagged the 0-based number of the flagged line
   * @param column the 0-based column where the problem begins in it
   */
  private constructor(
    readonly text: string,
    readonly flagged: number,
    readonly column: number,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** The context if it covers the flagged line, else the snippet, which begins where the problem does; else null. */
  static of({ context, snippet, region }: Finding): Excerpt | null {
    if (context !== null && region.startLine !== null) {
      const flagged = region.startLine - context.startLine;
      const excerpt = new Excerpt(context.text, flagged, (region.startColumn ?? 1) - 1);
      if (flagged >= 0 && flagged < excerpt.lineCount) return excerpt;
    }
    return snippet === null ? null : new Excerpt(snippet, 0, 0);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offset at which a line begins. */
  startOf(number: number): number {
    return this.starts[number]!;
  }

  /** Offset at which a line ends, without its line break. */
  endOf(number: number): number {
    const next = this.starts[number + 1];
    return next === undefined ? this.text.length : next - 1;
  }

  line(number: number): string {
    return this.text.slice(this.startOf(number), this.endOf(number));
  }
}
