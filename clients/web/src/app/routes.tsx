import { lazyRouteComponent } from '@tanstack/react-router';
import { addresses, router } from './addresses.ts';
import { Crash } from './Crash.tsx';
import { HomeRoute } from './HomeRoute.tsx';
import { Loading } from './Loading.tsx';
import { NotFound } from './NotFound.tsx';
import { Shell } from './Shell.tsx';

const account = () => import('./AccountRoutes.tsx');
const own = () => import('./OwnRoutes.tsx');
const admin = () => import('./AdminRoutes.tsx');
const fleet = () => import('./FleetRoutes.tsx');
const counter = () => import('./CounterRoutes.tsx');
const checkout = () => import('./CheckoutRoutes.tsx');
const bookings = () => import('./BookingRoutes.tsx');
const support = () => import('./SupportRoutes.tsx');

/** Puts every page at its address; what the home page does not need comes when it is asked for. */
export function furnish(): typeof router {
  addresses.root.update({ component: Shell });
  addresses.home.update({ component: HomeRoute });
  addresses.cars.update({ component: lazyRouteComponent(() => import('./ResultsRoute.tsx'), 'ResultsRoute') });
  addresses.agencies.update({ component: lazyRouteComponent(() => import('./AgencyRoutes.tsx'), 'AgenciesRoute') });
  addresses.signIn.update({ component: lazyRouteComponent(account, 'SignInRoute') });
  addresses.register.update({ component: lazyRouteComponent(account, 'RegisterRoute') });
  addresses.verify.update({ component: lazyRouteComponent(account, 'VerifyRoute') });
  addresses.forgot.update({ component: lazyRouteComponent(account, 'ForgotRoute') });
  addresses.reset.update({ component: lazyRouteComponent(account, 'ResetRoute') });
  addresses.confirmEmail.update({ component: lazyRouteComponent(account, 'ConfirmEmailRoute') });
  addresses.profile.update({ component: lazyRouteComponent(own, 'ProfileRoute') });
  addresses.security.update({ component: lazyRouteComponent(own, 'SecurityRoute') });
  addresses.privacy.update({ component: lazyRouteComponent(own, 'PrivacyRoute') });
  addresses.apiKeys.update({ component: lazyRouteComponent(own, 'ApiKeysRoute') });
  addresses.deletion.update({ component: lazyRouteComponent(() => import('./DeletionRoute.tsx'), 'DeletionRoute') });
  addresses.staff.update({ component: lazyRouteComponent(admin, 'StaffRoute') });
  addresses.audit.update({ component: lazyRouteComponent(admin, 'AuditRoute') });
  addresses.fleet.update({ component: lazyRouteComponent(fleet, 'UnitsRoute') });
  addresses.fleetUnit.update({ component: lazyRouteComponent(fleet, 'UnitRoute') });
  addresses.fleetAgencies.update({ component: lazyRouteComponent(fleet, 'ManagedAgenciesRoute') });
  addresses.fleetAgency.update({ component: lazyRouteComponent(fleet, 'ManagedAgencyRoute') });
  addresses.fleetClasses.update({ component: lazyRouteComponent(fleet, 'ClassesRoute') });
  addresses.fleetSupply.update({ component: lazyRouteComponent(fleet, 'SupplyRoute') });
  addresses.fleetDocuments.update({ component: lazyRouteComponent(fleet, 'IssuedRoute') });
  addresses.fleetImports.update({ component: lazyRouteComponent(fleet, 'ImportsRoute') });
  addresses.fleetImport.update({ component: lazyRouteComponent(fleet, 'ImportRoute') });
  addresses.counter.update({ component: lazyRouteComponent(counter, 'CounterRoute') });
  addresses.counterBooking.update({ component: lazyRouteComponent(counter, 'CounterBookingRoute') });
  addresses.checkout.update({ component: lazyRouteComponent(checkout, 'CheckoutRoute') });
  addresses.pay.update({ component: lazyRouteComponent(checkout, 'PayRoute') });
  addresses.bookings.update({ component: lazyRouteComponent(bookings, 'BookingsRoute') });
  addresses.booking.update({ component: lazyRouteComponent(bookings, 'BookingRoute') });
  addresses.amend.update({ component: lazyRouteComponent(() => import('./AmendRoute.tsx'), 'AmendRoute') });
  addresses.help.update({ component: lazyRouteComponent(support, 'HelpRoute') });
  addresses.chat.update({ component: lazyRouteComponent(support, 'ChatRoute') });
  addresses.desk.update({ component: lazyRouteComponent(support, 'DeskRoute') });
  addresses.deskConversation.update({ component: lazyRouteComponent(support, 'DeskConversationRoute') });
  router.update({ ...router.options, defaultPendingComponent: Loading, defaultErrorComponent: Crash, defaultNotFoundComponent: NotFound });
  return router;
}
