import { type Forge, type ForgeKind, guessForge, setForge } from '../../../domain/forge/forge-links.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { hasVisibleText } from '../../../domain/scanning/visible-text.js';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';

/** A repository and what the gate remembers of it. */
export interface Repo {
  readonly orgId: OrgId;
  readonly id: RepoId;
  readonly name: string;
  /** Further names, the newest first. */
  readonly aliases: readonly string[];
  readonly defaultBranch: string;
  /** Patterns of branches whose scans are baseline scans, too. */
  readonly baselineBranches: readonly string[];
  readonly url: string | null;
  /** Kind of its forge; null: guessed by `url`. */
  readonly forgeKind: ForgeKind | null;
  /** Its address at that forge where it is another one than `url`. */
  readonly forgeWebUrl: string | null;
  /** Source text stored for its scans. */
  readonly sourceExcerpts: SourceExcerpts;
  /** `qgate` sends the reasons for directives. */
  readonly suppressionReasons: boolean;
  /** Rises with each rebuild: a scan that began under an older one does not write the baseline. */
  readonly baselineGeneration: number;
  /** The newest completed default-branch scan that wrote the baseline. */
  readonly baselineScanId: ScanId | null;
  /** The branch whose baseline was rebuilt, until a newer scan of it completes; else null. */
  readonly rebuiltBranch: string | null;
  readonly createdAt: Date;
}

/** The forge of a repository: as it was set, else guessed by its address. */
export const forgeOf = ({ forgeKind, forgeWebUrl, url }: Pick<Repo, 'forgeKind' | 'forgeWebUrl' | 'url'>): Forge =>
  forgeKind === null ? guessForge(url) : setForge(forgeKind, forgeWebUrl, url);

/** Most aliases of a repository. */
export const MAX_ALIASES = 20;

/** Aliases of a repository under its new name: its old name leads them. */
export const aliasesUnder = (name: string, before: Pick<Repo, 'name' | 'aliases'>): string[] =>
  [...new Set([before.name, ...before.aliases])].filter((alias) => alias !== name).slice(0, MAX_ALIASES);

/** @throws {ValidationFailed} for a name that leads elsewhere as a part of a path or an address, or shows nothing */
export function requirePlainNames(field: string, names: readonly string[]): void {
  if (!names.every(hasVisibleText)) throw new ValidationFailed([{ field, message: 'must not be blank' }]);
  const isPlain = (name: string): boolean => !name.split(/[/\\]/).some((part) => part === '.' || part === '..');
  if (names.every(isPlain)) return;
  throw new ValidationFailed([
    { field, message: 'must not have . or .. as a part between slashes; acme/web is allowed' },
  ]);
}

/** True for the name of the repository and for its aliases. */
export const isCalled = ({ name, aliases }: Pick<Repo, 'name' | 'aliases'>, wanted: string): boolean =>
  wanted === name || aliases.includes(wanted);
