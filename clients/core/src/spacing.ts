const noBreak = '\u00a0';
const narrowNoBreak = '\u202f';

/** French typography: the space before : ; ? ! and inside « » never breaks; narrow before ; ? and !. */
export function frenchSpacing(text: string): string {
  return text
    .replace(/ ([;?!])/g, `${narrowNoBreak}$1`)
    .replace(/ ([:»])/g, `${noBreak}$1`)
    .replace(/« /g, `«${noBreak}`);
}
