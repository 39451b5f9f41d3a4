import type { Logger } from '@ycyw/service/log';
import { sweeping } from '@ycyw/service/sweeping';
import { endLapsedCalls } from './actions/call/lapse.ts';
import type { Desk } from './actions/desk.ts';
import { deleteObjects } from './actions/deleteObjects.ts';
import { tellSilent } from './actions/heartbeat.ts';
import { discardUnsent } from './data/attachment.ts';
import { dispatch } from './actions/routing/dispatch.ts';
import { passTime, tellAlerts } from './actions/routing/passing.ts';
import { forgetContacts } from './actions/contact/forgetContacts.ts';
import { forgetPresence } from './data/presence.ts';

/** What the time brings about, every two seconds, until stopped. The object store, which may hang, is waited for by itself. */
export function startSweeper(desk: Desk, log: Logger): { stop(): Promise<void> } {
  const objects = sweeping(log, { objects: () => deleteObjects(desk) });
  const rest = sweeping(log, {
    silence: () => tellSilent(desk),
    time: () => passTime(desk),
    promises: () => tellAlerts(desk),
    routing: () => dispatch(desk),
    calls: () => endLapsedCalls(desk),
    presence: () => forgetPresence(desk.sql),
    contacts: () => forgetContacts(desk),
    unsent: () => discardUnsent(desk.sql),
  });
  return {
    stop: async () => {
      await Promise.all([objects.stop(), rest.stop()]);
    },
  };
}
