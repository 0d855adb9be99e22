import { type KeptResults } from '../cache/result-cache.js';
import { readExecutableByLayout } from './executable/read-executable.js';
import { type Grammar, loadGrammar } from './grammars/grammar.js';
import { type GrammarLanguage, grammarLanguageOf } from './grammars/languages.js';
import { ENRICH_LIMITS, type EnrichLimits } from './limits.js';
import { readTrackedFile, type Unread } from './read-tracked-file.js';
import { extensionWithoutDot, readScopesByLayout } from './scopes/read-scopes.js';
import { type NamedBody, NO_SCOPES, ScopeTree } from './scopes/scope-tree.js';
import { type SourceFile } from './source-file.js';

export interface CheckoutOptions {
  /** The checkout's top folder, links resolved. */
  readonly root: string;
  /** The files that git tracks, relative to the root. */
  readonly tracked: readonly string[];
  /** Called with anything that went wrong without being a failure. */
  readonly explain?: (message: string) => void;
  readonly limits?: EnrichLimits;
  /** Named scopes of files by their content, as grammars read them. */
  readonly keptScopes?: KeptResults<readonly NamedBody[]>;
  readonly loadGrammar?: (language: GrammarLanguage) => Promise<Grammar>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** The sources of a checkout, read on demand. */
export class Checkout {
  readonly root: string;
  readonly tracked: readonly string[];
  readonly limits: EnrichLimits;
  private readonly trackedSet: ReadonlySet<string>;
  private readonly grammars = new Map<GrammarLanguage, Promise<Grammar | null>>();
  private readonly scopes = new Map<string, Promise<ScopeTree>>();
  private readonly explain: (message: string) => void;
  private readonly now: () => number;
  private readonly deadline: number;

  constructor(private readonly options: CheckoutOptions) {
    this.root = options.root;
    this.tracked = options.tracked;
    this.limits = options.limits ?? ENRICH_LIMITS;
    this.trackedSet = new Set(options.tracked);
    this.explain = options.explain ?? (() => undefined);
    this.now = options.now ?? (() => performance.now());
    this.deadline = this.now() + this.limits.totalMs;
  }

  /** True when all the time is used up. */
  get isOverdue(): boolean {
    return this.now() > this.deadline;
  }

  read(path: string): Promise<SourceFile | Unread> {
    return readTrackedFile(this.root, this.trackedSet, path, this.limits.fileBytes);
  }

  /** The named scopes of a file: by the grammar of its language, else by its braces or indentation. */
  scopesOf(file: SourceFile): Promise<ScopeTree> {
    const known = this.scopes.get(file.path) ?? this.findScopes(file);
    this.scopes.set(file.path, known);
    return known;
  }

  /** Reads the named scopes of a file without keeping them, as of an older version of it. */
  async readScopes(file: SourceFile): Promise<ScopeTree> {
    return toTree(file, await this.readBodies(file));
  }

  private async findScopes(file: SourceFile): Promise<ScopeTree> {
    const { keptScopes } = this.options;
    const kept = keptScopes?.find(file.path);
    const bodies = kept ?? (await this.readBodies(file));
    // Scopes by layout are not kept: a grammar that took too long may read the file next time.
    if (kept === undefined && bodies !== null) keptScopes?.keep(file.path, bodies);
    return toTree(file, bodies);
  }

  /** Null without a grammar, and where it took too long. */
  private readBodies(file: SourceFile): Promise<readonly NamedBody[] | null> {
    if (file.isMinified) return Promise.resolve(null);
    return this.readByGrammar(file, (grammar, isOverdue) => grammar.readScopes(file.text, isOverdue));
  }

  /** Reads the executable lines of a file, ascending: by the grammar of its language, else by its layout. */
  async readExecutableLines(file: SourceFile): Promise<readonly number[]> {
    const lines = await this.readByGrammar(file, (grammar, isOverdue) =>
      grammar.readExecutableLines(file.text, isOverdue),
    );
    return lines ?? readExecutableByLayout(file);
  }

  private async readByGrammar<Value>(
    file: SourceFile,
    read: (grammar: Grammar, isOverdue: () => boolean) => Value | null,
  ): Promise<Value | null> {
    const language = grammarLanguageOf(extensionWithoutDot(file.path));
    const grammar = language === null ? null : await this.grammarOf(language);
    if (grammar === null) return null;
    const until = Math.min(this.now() + this.limits.fileMs, this.deadline);
    try {
      const value = read(grammar, () => this.now() > until);
      if (value === null) this.explain(`${file.path} took too long to parse; braces and indentation are read instead`);
      return value;
    } catch (error) {
      this.explain(`${file.path} cannot be parsed (${String(error)}); braces and indentation are read instead`);
      return null;
    }
  }

  private grammarOf(language: GrammarLanguage): Promise<Grammar | null> {
    const load = this.options.loadGrammar ?? loadGrammar;
    const known =
      this.grammars.get(language) ??
      load(language).catch((error: unknown) => {
        this.explain(`no grammar for ${language.name} (${String(error)}): scopes are read from braces and indentation`);
        return null;
      });
    this.grammars.set(language, known);
    return known;
  }
}

const toTree = (file: SourceFile, bodies: readonly NamedBody[] | null): ScopeTree =>
  file.isMinified ? NO_SCOPES : new ScopeTree(bodies ?? readScopesByLayout(file));
