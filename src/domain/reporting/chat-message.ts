import { cutText } from './cut-text.js';

/** An event's data as far as messages repeat it. */
interface EventData {
  readonly repo?: { readonly name: string };
  readonly branch?: string;
  readonly pr_number?: number | null;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly summary?: string;
  readonly url?: string | null;
  readonly violations?: readonly { readonly rule: string; readonly threshold: unknown; readonly actual: unknown }[];
  readonly waiver?: { readonly rule: string; readonly reason: string };
}

/** Parts of a message for people; texts are plain. */
interface Message {
  readonly title: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly url: string | null;
}

const RESULTS: Readonly<Record<string, string | undefined>> = { passed: 'passed', failed: 'failed' };
const WAIVERS: Readonly<Record<string, string | undefined>> = {
  'waiver.created': 'Waiver granted',
  'waiver.revoked': 'Waiver revoked',
  'waiver.expired': 'Waiver expired',
};

/** The body for Slack's incoming webhooks. */
export function toSlackMessage(type: string, data: object): object {
  const { title, text, lines, url } = toMessage(type, data);
  const shown = [`*${escapeSlack(title)}*`, escapeSlack(text), ...lines.map((line) => `• ${escapeSlack(line)}`)];
  const link = url === null ? [] : [`<${url}|Details>`];
  return {
    text: escapeSlack(`${title}: ${text}`),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: cutText([...shown, ...link].join('\n'), 3000) } }],
  };
}

/** The body for an incoming webhook of Microsoft Teams: an adaptive card. */
export function toTeamsMessage(type: string, data: object): object {
  const { title, text, lines, url } = toMessage(type, data);
  const block = (shown: string, more: object = {}) => ({
    type: 'TextBlock',
    wrap: true,
    text: escapeTeams(shown),
    ...more,
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [block(title, { weight: 'Bolder' }), block(text), ...lines.map((line) => block(line))],
    ...(url !== null && { actions: [{ type: 'Action.OpenUrl', title: 'Details', url }] }),
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

function toMessage(type: string, data: EventData): Message {
  const { waiver, url = null } = data;
  if (waiver !== undefined)
    return { title: `${WAIVERS[type] ?? type}: ${waiver.rule}`, text: waiver.reason, lines: [], url };
  const { repo, branch = '', pr_number: number, status = '', conclusion, summary = '', violations = [] } = data;
  const result =
    status === 'failed' && conclusion === 'neutral'
      ? 'would have failed (not blocking)'
      : (RESULTS[status] ?? 'not configured');
  const place = number == null ? branch : `#${number} (${branch})`;
  return {
    title: `Quality gate ${result}: ${repo?.name ?? ''} ${place}`,
    text: summary,
    lines: violations.map(({ rule, threshold, actual }) => `${rule}: ${show(actual)}, required ${show(threshold)}`),
    url,
  };
}

const show = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : 'unknown';

/** Slack gives meaning to these three in any text; by them mentions and links begin. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Adaptive cards read a part of Markdown. */
const escapeTeams = (text: string): string => cutText(text, 2000).replaceAll(/[\\`*_[\]()#<>]/g, String.raw`\$&`);
