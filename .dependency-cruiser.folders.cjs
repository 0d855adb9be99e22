/** Folders have one direction: none imports another that imports it, over any number of steps. Specs may look anywhere. */
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'no-folder-cycles',
      comment: 'rooms inside findings and sign-in still know each other',
      severity: 'error',
      scope: 'folder',
      from: { pathNot: '^src/(domain/findings|modules/(people/auth|verdict/findings))/' },
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: '\\.spec\\.tsx?$' } },
};
