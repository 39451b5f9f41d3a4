import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { ownPath } from '../features/account/returnPlace.ts';
import type { AuditSearch } from '../features/admin/audit/auditSearch.ts';
import type { IssuedSearch } from '../features/documents/IssuedPage.tsx';
import type { UnitSearch } from '../features/fleet/units/UnitFilters.tsx';
import { readSearch } from '../features/search/searchParams.ts';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

type Raw = Record<string, unknown>;
const readNext = (raw: Raw): { next?: string | undefined } => ({ next: ownPath(raw.next) });
const readText = (raw: Raw): { text?: string | undefined } => ({ text: text(raw.text) });
const readToken = (raw: Raw): { token?: string | undefined } => ({ token: text(raw.token) });
const readExport = (raw: Raw): { export?: string | undefined } => ({ export: text(raw.export) });
const readAudit = (raw: Raw): AuditSearch => ({
  action: text(raw.action),
  actor: text(raw.actor),
  subject: text(raw.subject),
  from: text(raw.from),
  to: text(raw.to),
});
const readIssued = (raw: Raw): IssuedSearch => ({ entity: text(raw.entity), from: text(raw.from), to: text(raw.to) });
const settled = ['difference', 'deposit'] as const;
type BookingSearch = { confirmed?: boolean | undefined; settled?: (typeof settled)[number] | undefined; guest?: string | undefined };
const readConfirmed = (raw: Raw): BookingSearch => ({
  confirmed: raw.confirmed === true ? true : undefined,
  settled: settled.find((kind) => kind === raw.settled),
  guest: typeof raw.guest === 'string' ? raw.guest : undefined,
});
const readUnits = (raw: Raw): UnitSearch => ({
  agency: text(raw.agency),
  state: text(raw.state),
  acriss: text(raw.acriss),
  plate: text(raw.plate),
});
const readCounter = (raw: Raw): { agency?: string | undefined } => ({ agency: text(raw.agency) });
const readSupply = (raw: Raw): { agency?: string | undefined; acriss?: string | undefined; from?: string | undefined } => ({
  agency: text(raw.agency),
  acriss: text(raw.acriss),
  from: text(raw.from),
});
const readBooking = (raw: Raw): { booking?: string | undefined } => ({ booking: text(raw.booking) });

const root = createRootRoute();
const under = { getParentRoute: () => root } as const;

/** What addresses there are and what they carry; routes.tsx says what stands there. Apart, so that pages may link to each other. */
export const addresses = {
  root,
  home: createRoute({ ...under, path: '/', validateSearch: readSearch }),
  cars: createRoute({ ...under, path: '/cars', validateSearch: readSearch }),
  agencies: createRoute({ ...under, path: '/agencies', validateSearch: readText }),
  agencyReviews: createRoute({ ...under, path: '/agencies/$code' }),
  classReviews: createRoute({ ...under, path: '/classes/$acriss' }),
  signIn: createRoute({ ...under, path: '/sign-in', validateSearch: readNext }),
  register: createRoute({ ...under, path: '/register', validateSearch: readNext }),
  verify: createRoute({ ...under, path: '/verify', validateSearch: readToken }),
  forgot: createRoute({ ...under, path: '/forgot' }),
  reset: createRoute({ ...under, path: '/reset', validateSearch: readToken }),
  confirmEmail: createRoute({ ...under, path: '/confirm-email', validateSearch: readToken }),
  profile: createRoute({ ...under, path: '/account' }),
  security: createRoute({ ...under, path: '/account/security' }),
  privacy: createRoute({ ...under, path: '/account/privacy', validateSearch: readExport }),
  apiKeys: createRoute({ ...under, path: '/account/api-keys' }),
  cashback: createRoute({ ...under, path: '/account/cashback' }),
  deletion: createRoute({ ...under, path: '/account-deletion/$id' }),
  staff: createRoute({ ...under, path: '/admin/staff' }),
  audit: createRoute({ ...under, path: '/admin/audit', validateSearch: readAudit }),
  fleet: createRoute({ ...under, path: '/fleet', validateSearch: readUnits }),
  fleetUnit: createRoute({ ...under, path: '/fleet/units/$id' }),
  fleetAgencies: createRoute({ ...under, path: '/fleet/agencies', validateSearch: readText }),
  fleetAgency: createRoute({ ...under, path: '/fleet/agencies/$code' }),
  fleetClasses: createRoute({ ...under, path: '/fleet/classes' }),
  fleetSupply: createRoute({ ...under, path: '/fleet/availability', validateSearch: readSupply }),
  fleetDocuments: createRoute({ ...under, path: '/fleet/documents', validateSearch: readIssued }),
  fleetImports: createRoute({ ...under, path: '/fleet/imports' }),
  fleetImport: createRoute({ ...under, path: '/fleet/imports/$id' }),
  fleetReviews: createRoute({ ...under, path: '/fleet/reviews' }),
  fleetPromotions: createRoute({ ...under, path: '/fleet/promotions' }),
  counter: createRoute({ ...under, path: '/counter', validateSearch: readCounter }),
  counterBooking: createRoute({ ...under, path: '/counter/$reference' }),
  checkout: createRoute({ ...under, path: '/checkout/$quoteId' }),
  pay: createRoute({ ...under, path: '/pay/$reference' }),
  bookings: createRoute({ ...under, path: '/bookings' }),
  booking: createRoute({ ...under, path: '/bookings/$reference', validateSearch: readConfirmed }),
  amend: createRoute({ ...under, path: '/bookings/$reference/amend' }),
  help: createRoute({ ...under, path: '/help', validateSearch: readBooking }),
  helpArticle: createRoute({ ...under, path: '/help/$slug' }),
  chat: createRoute({ ...under, path: '/conversations/$id' }),
  desk: createRoute({ ...under, path: '/desk' }),
  deskFigures: createRoute({ ...under, path: '/desk/figures' }),
  deskLate: createRoute({ ...under, path: '/desk/late' }),
  deskReplies: createRoute({ ...under, path: '/desk/replies' }),
  deskTeam: createRoute({ ...under, path: '/desk/team' }),
  deskConversation: createRoute({ ...under, path: '/desk/$id' }),
};

const { root: _root, ...children } = addresses;

export const router = createRouter({
  routeTree: root.addChildren(children),
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
