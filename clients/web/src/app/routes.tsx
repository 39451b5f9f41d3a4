import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ownPath } from '../features/account/returnPlace.ts';
import { readSearch } from '../features/search/searchParams.ts';
import { Crash } from './Crash.tsx';
import { HomeRoute, ResultsRoute } from './HomeRoutes.tsx';
import { Loading } from './Loading.tsx';
import { NotFound } from './NotFound.tsx';
import { Shell } from './Shell.tsx';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const readNext = (raw: Record<string, unknown>): { next?: string | undefined } => ({ next: ownPath(raw.next) });

const root = createRootRoute({ component: Shell });
const under = { getParentRoute: () => root } as const;

const account = () => import('./AccountRoutes.tsx');
const checkout = () => import('./CheckoutRoutes.tsx');
const bookings = () => import('./BookingRoutes.tsx');
const support = () => import('./SupportRoutes.tsx');

const routes = root.addChildren([
  createRoute({ ...under, path: '/', validateSearch: readSearch, component: HomeRoute }),
  createRoute({ ...under, path: '/cars', validateSearch: readSearch, component: ResultsRoute }),
  createRoute({
    ...under,
    path: '/agencies',
    validateSearch: (raw: Record<string, unknown>): { text?: string | undefined } => ({ text: text(raw.text) }),
    component: lazyRouteComponent(() => import('./AgencyRoutes.tsx'), 'AgenciesRoute'),
  }),
  createRoute({ ...under, path: '/sign-in', validateSearch: readNext, component: lazyRouteComponent(account, 'SignInRoute') }),
  createRoute({ ...under, path: '/register', validateSearch: readNext, component: lazyRouteComponent(account, 'RegisterRoute') }),
  createRoute({
    ...under,
    path: '/verify',
    validateSearch: (raw: Record<string, unknown>): { token?: string | undefined } => ({ token: text(raw.token) }),
    component: lazyRouteComponent(account, 'VerifyRoute'),
  }),
  createRoute({ ...under, path: '/checkout/$quoteId', component: lazyRouteComponent(checkout, 'CheckoutRoute') }),
  createRoute({ ...under, path: '/pay/$reference', component: lazyRouteComponent(checkout, 'PayRoute') }),
  createRoute({ ...under, path: '/bookings', component: lazyRouteComponent(bookings, 'BookingsRoute') }),
  createRoute({
    ...under,
    path: '/bookings/$reference',
    validateSearch: (raw: Record<string, unknown>): { confirmed?: boolean | undefined } => ({ confirmed: raw.confirmed === true ? true : undefined }),
    component: lazyRouteComponent(bookings, 'BookingRoute'),
  }),
  createRoute({
    ...under,
    path: '/help',
    validateSearch: (raw: Record<string, unknown>): { booking?: string | undefined } => ({ booking: text(raw.booking) }),
    component: lazyRouteComponent(support, 'HelpRoute'),
  }),
  createRoute({ ...under, path: '/conversations/$id', component: lazyRouteComponent(support, 'ChatRoute') }),
  createRoute({ ...under, path: '/desk', component: lazyRouteComponent(support, 'DeskRoute') }),
  createRoute({ ...under, path: '/desk/$id', component: lazyRouteComponent(support, 'DeskConversationRoute') }),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  defaultPendingComponent: Loading,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
