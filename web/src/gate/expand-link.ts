/** Fills in a link template of the service (RFC 6570, `{name}` and `{+name}`). */
export const expandLink = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\+?)(\w+)\}/g, (_, plus: string, name: string) => {
    const value = String(values[name] ?? '');
    return plus === '+' ? encodeURI(value).replace(/[?#]/g, encodeURIComponent) : encodeURIComponent(value);
  });
