import type { ReportOptions, Surface } from '../../../../domain/reporting/report-facts.js';

/** Those of a forge's surfaces that a connection wants, where none takes the place of another. */
export const surfacesOf = (options: ReportOptions, surfaces: readonly Surface[]): Surface[] =>
  surfaces.filter((surface) => (surface === 'comment' ? options.comment !== 'never' : options[surface]));
