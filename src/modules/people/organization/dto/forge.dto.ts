import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { type Forge, FORGE_KINDS, type ForgeKind, linksOf } from '../../../../domain/forge/forge-links.js';
import { IsWebAddress } from '../../../../platform/validation/body-fields.js';

/** The forge to set for a repository. */
export class SetForgeDto {
  /** `none`: no links. */
  @IsIn(FORGE_KINDS)
  kind!: ForgeKind;

  /** Address of the repository there. Default: the repository's `url`. */
  @IsOptional()
  @MaxLength(2000)
  @IsWebAddress()
  web_url?: string | null;
}

/** The forge of a repository: set, or guessed by its `url`. */
export class ForgeDto {
  /** `none` for an unknown site. */
  kind!: ForgeKind;
  /** Address of the repository there; null for kind `none`, or if the repository has none. */
  web_url!: string | null;
}

/** Addresses at the forge, as RFC 6570 templates. */
export class ForgeLinksDto {
  /** A commit, by `sha`. @example "https://github.com/acme/web/commit/{sha}" */
  commit!: string;
  /** Lines of a file at a commit, by `sha`, `path`, `from` and `to`. @example "https://github.com/acme/web/blob/{sha}/{+path}#L{from}-L{to}" */
  file!: string;
}

export const toForgeDto = ({ kind, webUrl }: Forge): ForgeDto => ({ kind, web_url: webUrl });

export const toForgeLinksDto = (forge: Forge): ForgeLinksDto | null => linksOf(forge);
