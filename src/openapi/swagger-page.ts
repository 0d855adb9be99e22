/** Files of the package `swagger-ui-dist` that the page loads, with their types. */
export const SWAGGER_ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
};

/** Swagger UI at `docs`; its files are at `docs/`, whatever prefix a proxy puts before both. */
export const SWAGGER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Quality Gate API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/index.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png" sizes="32x32">
<link rel="icon" type="image/png" href="docs/favicon-16x16.png" sizes="16x16">
<style>.swagger-ui .topbar .download-url-wrapper { display: none }</style>
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/swagger-ui-standalone-preset.js"></script>
<script src="docs/swagger-ui-init.js"></script>
</body>
</html>
`;

const OPTIONS = {
  dom_id: '#swagger-ui',
  layout: 'StandaloneLayout',
  persistAuthorization: true,
  displayRequestDuration: true,
  displayOperationId: true,
  deepLinking: true,
  docExpansion: 'none',
  // Swagger UI would ask a server on the Internet whether the document is valid.
  validatorUrl: null,
};

/** Starts Swagger UI. A file of its own, as the content security policy allows no script in the page. */
export const SWAGGER_INIT = `window.ui = SwaggerUIBundle({
  ...${JSON.stringify(OPTIONS)},
  url: new URL('../openapi.json', document.currentScript.src).href,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [SwaggerUIBundle.plugins.DownloadUrl],
});
`;
