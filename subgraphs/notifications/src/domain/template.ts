/** Fills `{name}` with the value of that name; ICU MessageFormat's plain arguments, and no more of it. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
