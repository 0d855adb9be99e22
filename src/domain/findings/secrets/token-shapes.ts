/** Replacement of a secret. */
export const BLANK = '***';

/** Shape of tokens that one issuer gives out. */
export interface TokenShape {
  readonly name: string;
  /** Characters that the tokens begin with, or that stand in front of them: a text without any of them has no token. */
  readonly marks: readonly string[];
  /** A first group is kept; the rest is blanked. */
  readonly expression: RegExp;
}

/** No letter, digit or hyphen in front. */
const START = '(?<![A-Za-z0-9_-])';

const shape = (name: string, marks: readonly string[], expression: string, flags = 'g'): TokenShape => ({
  name,
  marks,
  expression: new RegExp(expression, flags),
});

/** Tokens that are recognized by their shape alone, whichever tool quotes them. All lengths are bounded, so that a look takes linear time. */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  shape('AWS access key', ['AKIA', 'ASIA'], `${START}A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])`),
  shape(
    'AWS secret key',
    ['aws', 'AWS'],
    '((?:aws|AWS)[\\w .-]{0,30}["\']?\\s{0,3}[:=]\\s{0,3}\\\\?["\']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])',
  ),
  shape('GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], `${START}gh[pousr]_[A-Za-z0-9]{36,255}`),
  shape('GitHub fine-grained token', ['github_pat_'], `${START}github_pat_[A-Za-z0-9_]{22,255}`),
  shape('GitLab personal token', ['glpat-'], `${START}glpat-[\\w.-]{20,300}`),
  shape(
    'GitLab token of a runner, job or deployment',
    ['glrt-', 'glcbt-', 'gldt-', 'glptt-', 'glft-', 'glagent-', 'glsoat-', 'gloas-'],
    `${START}gl(?:rt|cbt|dt|ptt|ft|agent|soat|oas)-[\\w.-]{20,300}`,
  ),
  shape('Slack token', ['xox'], `${START}xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,250}`),
  shape('Slack app token', ['xapp-'], `${START}xapp-\\d-[A-Za-z0-9-]{10,250}`),
  shape('Slack webhook', ['hooks.slack.com'], '(hooks\\.slack\\.com/(?:services|workflows|triggers)/)[\\w+/-]{20,200}'),
  shape('Discord webhook', ['/api/webhooks/'], '(/api/webhooks/)\\d{17,20}/[\\w-]{60,80}'),
  shape('Telegram bot token', [':AA'], `${START}\\d{8,10}:AA[\\w-]{33}(?![\\w-])`),
  shape('Stripe key', ['_live_', '_test_'], `${START}[srp]k_(?:live|test)_[A-Za-z0-9]{16,250}`),
  shape('Stripe webhook secret', ['whsec_'], `${START}whsec_[A-Za-z0-9+/=]{24,100}`),
  shape('Google API key', ['AIza'], `${START}AIza[\\w-]{35}(?![\\w-])`),
  shape('Google client secret', ['GOCSPX-'], `${START}GOCSPX-[\\w-]{28}`),
  shape('Google access token', ['ya29.'], `${START}ya29\\.[\\w-]{20,500}`),
  shape('Azure storage key', ['AccountKey='], '(AccountKey=)[A-Za-z0-9+/]{80,100}={0,2}'),
  shape('npm token', ['npm_'], `${START}npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])`),
  shape('PyPI token', ['pypi-'], `${START}pypi-[\\w-]{50,500}`),
  shape('RubyGems key', ['rubygems_'], `${START}rubygems_[a-f0-9]{48}`),
  shape('Docker Hub token', ['dckr_'], `${START}dckr_[po]at_[\\w-]{20,100}`),
  shape('SendGrid key', ['SG.'], `${START}SG\\.[\\w-]{16,32}\\.[\\w-]{32,64}`),
  shape('Twilio key', ['AC', 'SK'], `${START}(?:AC|SK)[0-9a-f]{32}(?![0-9A-Za-z])`),
  shape('Mailgun key', ['key-'], `${START}key-[0-9a-f]{32}(?![0-9A-Za-z])`),
  shape(
    'OpenAI or Anthropic key',
    ['sk-'],
    `${START}sk-(?:(?:proj|svcacct|admin|ant)-[\\w-]{20,250}|[A-Za-z0-9]{32,64}(?![\\w-]))`,
  ),
  shape('Hugging Face token', ['hf_'], `${START}hf_[A-Za-z0-9]{30,100}`),
  shape('DigitalOcean token', ['_v1_'], `${START}do[opr]_v1_[a-f0-9]{64}`),
  shape('Shopify token', ['shp'], `${START}shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`),
  shape('JSON Web Token', ['eyJ'], `${START}eyJ[\\w-]{10,2000}\\.eyJ[\\w-]{10,4000}\\.[\\w-]{10,1000}`),
  shape(
    'private key',
    ['PRIVATE KEY-----'],
    '(-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY-----)(?:[A-Za-z0-9+/=\\s]|\\\\{1,2}[nrt]){16,8000}',
  ),
];

/** A text as an expression that matches it alone. */
export const escapeExpression = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const ANY_MARK = new RegExp([...new Set(TOKEN_SHAPES.flatMap(({ marks }) => marks))].map(escapeExpression).join('|'));

/** The text with `***` for each token of a known shape. */
export const blankTokens = (text: string): string => replaceTokens(text, () => BLANK);

/** As `blankTokens`, for the lines of a file: a private key takes up several, each of which is blanked. */
export function blankTokensOfLines(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const blanked = replaceTokens(text, (token) => token.replace(/[^\n]+/g, BLANK));
  return blanked === text ? lines : blanked.split('\n');
}

function replaceTokens(text: string, replace: (token: string) => string): string {
  if (!ANY_MARK.test(text)) return text;
  return TOKEN_SHAPES.reduce((rest, { marks, expression }) => {
    if (!marks.some((mark) => rest.includes(mark))) return rest;
    return rest.replace(expression, (found: string, first?: unknown) => {
      const kept = typeof first === 'string' ? first : '';
      return kept + replace(found.slice(kept.length));
    });
  }, text);
}
