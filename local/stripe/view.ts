/** An object as Stripe's API shows it. */
export type View = Record<string, unknown>;

/** https://docs.stripe.com/api/pagination; `url` is the list's own path. */
export type ListView = { object: 'list'; data: View[]; has_more: boolean; url: string };
