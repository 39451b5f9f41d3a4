import path from 'node:path';

/** The repository. */
export const root = path.dirname(import.meta.dirname);

/** Where a start keeps what it makes; everything under it may be thrown away with `npm run reset`. */
export interface Folders {
  var: string;
  logs: string;
  mail: string;
  postgres: string;
  redis: string;
  turn: string;
  compileCache: string;
  lock: string;
  secrets: string;
  keyRing: string;
  seeded: string;
  demo: string;
  router: string;
  stripe: string;
  objects: string;
}

export const foldersIn = (folder: string): Folders => {
  const at = (...names: string[]): string => path.join(folder, ...names);
  return {
    var: folder,
    logs: at('log'),
    mail: at('mail'),
    postgres: at('postgres'),
    redis: at('redis'),
    turn: at('turn'),
    compileCache: at('compile-cache'),
    lock: at('start.lock'),
    secrets: at('secrets.json'),
    keyRing: at('keyring.json'),
    seeded: at('seeded.json'),
    demo: at('demo.json'),
    router: at('router.json'),
    stripe: at('stripe', 'state.jsonl'),
    objects: at('objects'),
  };
};
