/** One thing held on a person; `data` is plain JSON. */
export interface Holding {
  kind: string;
  at: string;
  data: Readonly<Record<string, unknown>>;
}

/** Everything held on a person, by domain. */
export type Holdings = Readonly<Record<'identity' | 'booking' | 'support' | 'notifications' | 'fleet', readonly Holding[]>>;
