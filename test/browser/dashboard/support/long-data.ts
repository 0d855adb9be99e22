import type { Page } from 'playwright-core';

/** Names and texts of answers. */
const TEXTS =
  /^(name|repo_name|title|message|reason|author|description|branch|commit_title|commit_author|created_by_name|display_name)$/;
const PATHS = /^(file_path|path)$/;
const COUNTS =
  /^(total|count|findings_total|new_total|lines_total|lines_covered|missed|problems|fixed|new|new_findings|open|failed|records|appeared|disappeared|evaluations|repos)$/;
/** Longest name that the service takes. */
const LONGEST = 200;
const MANY = 654_321;

/** Has a page show names of 200 characters without a gap, paths of 200, and counts of six digits. Objects keep their ids. */
export const serveLongData = (page: Page): Promise<unknown> =>
  page.route(/\/api\//, async (route) => {
    const request = route.request();
    // the person's own answer has choices of words; columns are counted by their lengths
    if (request.method() !== 'GET' || /wait=|auth\/me|presets|columns/.test(request.url())) return route.fallback();
    const response = await route.fetch();
    if (!response.headers()['content-type']?.includes('json')) return route.fulfill({ response });
    return route.fulfill({ response, json: stretch((await response.json()) as unknown, '') });
  });

function stretch(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((each) => stretch(each, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, stretch(each, key)]));
  if (typeof value === 'number') return COUNTS.test(name) && value > 0 ? MANY : value;
  if (typeof value !== 'string') return value;
  if (PATHS.test(name)) return `${'a-folder-of-many/'.repeat(11)}${value}`.slice(0, LONGEST);
  return TEXTS.test(name) ? `${value}${'-Wolfeschlegelsteinhausenbergerdorff'.repeat(6)}`.slice(0, LONGEST) : value;
}
