import { fileSource } from './fileSource.ts';
import { urlSource } from './urlSource.ts';

/** Where supergraphs come from. */
export interface Source {
  /** The supergraph's text; undefined when it is what was given last. Rejects with a readable reason when there is none to be had. */
  read: () => Promise<string | undefined>;
  /** Tells when reading may be worth it before its time; gives the way to end that. */
  watch: (changed: () => void) => () => void;
}

/** `location` is a file's path or an http(s) URL. */
export const sourceOf = (location: string): Source => (/^https?:\/\//.test(location) ? urlSource(location) : fileSource(location));
