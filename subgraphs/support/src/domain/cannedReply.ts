import { Refusal } from '@ycyw/service/refusal';

/** What an agent's screen fills before it sends: names, the booking's reference, the short form of the conversation's id. */
const variables = new Set(['customer', 'agent', 'reference', 'ticket']);
const longestTitle = 80;
const longestBody = 1000;

function within(text: string, longest: number, name: string): string {
  if (text === '' || Array.from(text).length > longest) throw new Refusal('BAD_INPUT', name);
  return text;
}

/** By what it is found: 1 to 80 code points, else BAD_INPUT. */
export const titleOf = (text: string): string => within(text, longestTitle, 'title');

/** 1 to 1,000 code points in which every brace belongs to a variable that we have; else BAD_INPUT. */
export function replyOf(text: string): string {
  const body = within(text, longestBody, 'body');
  const bare = body.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => (variables.has(name) ? '' : whole));
  if (/[{}]/.test(bare)) throw new Refusal('BAD_INPUT', 'body {customer} {agent} {reference} {ticket}');
  return body;
}

/** What is looked for, or null for all: at most 80 code points, else BAD_INPUT. */
export function searchOf(words: string): string | null {
  if (Array.from(words).length > longestTitle) throw new Refusal('BAD_INPUT', 'text');
  return words === '' ? null : words;
}
