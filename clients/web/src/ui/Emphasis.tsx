/** A message whose weightier part stands between <b> and </b>. */
export function Emphasis({ text }: { text: string }) {
  return text.split(/<b>|<\/b>/).map((part, index) => (index % 2 === 1 ? <b key={index}>{part}</b> : part));
}
