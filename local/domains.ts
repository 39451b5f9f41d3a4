export const domains = ['identity', 'fleet', 'booking', 'support', 'notifications'] as const;
export type Domain = (typeof domains)[number];

/** The five domains' records, one value each. */
export const perDomain = <Value>(value: (domain: Domain) => Value): Record<Domain, Value> => ({
  identity: value('identity'),
  fleet: value('fleet'),
  booking: value('booking'),
  support: value('support'),
  notifications: value('notifications'),
});

/** What has a database of its own: the domains, and the store of personal keys. */
export const stores = [...domains, 'keys'] as const;
export type Store = (typeof stores)[number];

export const perStore = <Value>(value: (store: Store) => Value): Record<Store, Value> => ({ ...perDomain(value), keys: value('keys') });

/** The domains that seal personal data. */
export const keyUsers = ['identity', 'booking', 'support'] as const;
export type KeyUser = (typeof keyUsers)[number];

/** The variable that names a database. */
export const databaseVariable = (store: Store): string => `${store.toUpperCase()}_DATABASE_URL`;
