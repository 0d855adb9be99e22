/** Names of the service's own metrics in a text, without the endings of a histogram's series. */
export const namesOfMetrics = (text: string): string[] =>
  [...new Set(text.match(/\bqgate_[a-z_]+/g) ?? [])].map((name) => name.replace(/_(bucket|count|sum)$/, '')).sort();

/** Names of all metrics that a page of /metrics describes. */
export const describedMetrics = (page: string): string[] =>
  Array.from(page.matchAll(/^# TYPE (qgate_\w+) /gm), ([, name]) => name!).sort();
