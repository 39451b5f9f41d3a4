/** What a key may be allowed, least first. */
export const scopes = ['offers:read', 'bookings:read', 'bookings:write', 'customers:read', 'merchants:write'] as const;
export type Scope = (typeof scopes)[number];

/** Message keys cannot hold a colon. */
export const scopeWords = {
  'offers:read': 'offersRead',
  'bookings:read': 'bookingsRead',
  'bookings:write': 'bookingsWrite',
  'customers:read': 'customersRead',
  'merchants:write': 'merchantsWrite',
} as const satisfies Record<Scope, string>;
