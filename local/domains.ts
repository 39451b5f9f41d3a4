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

/** The variable that names a domain's database. */
export const databaseVariable = (domain: Domain): string => `${domain.toUpperCase()}_DATABASE_URL`;
