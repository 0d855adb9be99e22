import { type BadgeAddresses } from './badges.queries';

/** Names of the badges by the last part of their addresses. */
export const BADGE_NAMES = {
  gate: 'Quality gate',
  coverage: 'Coverage',
  reliability: 'Reliability',
  maintainability: 'Maintainability',
} as const;
export type BadgeKind = keyof typeof BADGE_NAMES;

export interface BadgeChoice {
  readonly kind: BadgeKind;
  /** Blank: the default branch. */
  readonly branch: string;
}

/** Address and Markdown of a badge, made of those of the quality gate's. */
export function addressBadge(gate: BadgeAddresses, { kind, branch }: BadgeChoice): BadgeAddresses {
  const named = branch.trim();
  const query = named === '' ? '' : `?branch=${encodeMarkdownUrl(named)}`;
  const url = gate.url.replace(/gate\.svg$/, `${kind}.svg${query}`);
  return {
    url,
    markdown: gate.markdown.replace(`${BADGE_NAMES.gate}](${gate.url})`, () => `${BADGE_NAMES[kind]}](${url})`),
  };
}

/** Parentheses, which `encodeURIComponent` leaves, would end the address of a Markdown image. */
const encodeMarkdownUrl = (text: string): string =>
  encodeURIComponent(text).replace(/[()]/g, (parenthesis) => (parenthesis === '(' ? '%28' : '%29'));
