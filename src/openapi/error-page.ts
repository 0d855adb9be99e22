import { describeStatus, ERROR_CODES, type ErrorCode } from '../platform/errors/error-codes.js';
import { ERROR_GUIDE } from './error-guide.js';

/** The page that the `type` of a problem points to: all codes, each reached by its fragment. */
export function renderErrorPage(): string {
  const rows = (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => {
    const { title } = ERROR_CODES[code];
    const { when, remedy } = ERROR_GUIDE[code];
    return `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${describeStatus(code)}</td><td>${title}</td>
<td>${toHtml(when)}</td><td>${toHtml(remedy)}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Errors of the Quality Gate API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #ccc; padding: 0.4rem 0.8rem; text-align: left; vertical-align: top; }
tr:target { background: #fff3bf; }
</style>
</head>
<body>
<h1>Errors</h1>
<p>Every error is returned as <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one of these and never
changes its meaning. Give the <code>request_id</code> to the operator of the service.</p>
<table>
<thead><tr><th>Code</th><th>Status</th><th>Title</th><th>When</th><th>What to do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p><a href="/api/docs">All routes</a></p>
</body>
</html>
`;
}

/** Text with code between backticks. */
const toHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
