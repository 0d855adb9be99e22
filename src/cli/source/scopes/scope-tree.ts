/** The body of a named function, class or the like: from `start` to before `end`, offsets into the file's text. */
export interface NamedBody {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface Node extends NamedBody {
  /** The index of the innermost body around it; -1 at the top. */
  readonly parent: number;
}

const SEPARATOR = '.';

/**
 * The named scopes of a file. A position belongs to the bodies around it: a declaration's head (its name, parameters,
 * decorators) belongs to the scope around the declaration, so that renaming a function does not move its own head.
 */
export class ScopeTree {
  private readonly nodes: readonly Node[];

  /** @param bodies in any order; of two that begin and end together the first counts, and one that crosses another is left out */
  constructor(bodies: readonly NamedBody[]) {
    const sorted = [...bodies].sort((a, b) => a.start - b.start || b.end - a.end);
    const nodes: Node[] = [];
    const open: number[] = [];
    for (const body of sorted) {
      while (open.length > 0 && nodes[open.at(-1)!]!.end <= body.start) open.pop();
      const parent = open.at(-1) ?? -1;
      const around = nodes[parent];
      const isSame = around?.start === body.start && around.end === body.end;
      if (isSame || (around !== undefined && around.end < body.end)) continue;
      open.push(nodes.push({ ...body, parent }) - 1);
    }
    this.nodes = nodes;
  }

  /** The names of the scopes around an offset, outermost first, e.g. `Cart.total`; null at the top level. */
  pathAt(offset: number): string | null {
    const names: string[] = [];
    for (let at = this.lastBefore(offset); at >= 0; at = this.nodes[at]!.parent) {
      if (offset < this.nodes[at]!.end) names.unshift(this.nodes[at]!.name);
    }
    return names.length === 0 ? null : names.join(SEPARATOR);
  }

  /** The paths of the scopes that a line belongs to: of the place where its text begins, and of bodies that begin in it. */
  pathsWithin(start: number, end: number): string[] {
    const paths = [this.pathAt(start)];
    for (let at = this.lastBefore(start) + 1; at < this.nodes.length && this.nodes[at]!.start < end; at += 1) {
      paths.push(this.pathAt(this.nodes[at]!.start));
    }
    return paths.filter((path) => path !== null);
  }

  /** The index of the last body that begins at the offset or before it. */
  private lastBefore(offset: number): number {
    let low = 0;
    let high = this.nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.nodes[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The scopes of a file that was not parsed. */
export const NO_SCOPES = new ScopeTree([]);
