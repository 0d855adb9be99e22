/** Attributes of a number on a page: what it measures, of what, and its exact value, by which checks compare the pages. */
export const measured = (measure: string, scope: string, value: number | string | null | undefined) =>
  value == null ? {} : { 'data-measure': measure, 'data-scope': scope, 'data-value': value };
