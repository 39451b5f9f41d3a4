import { withBreaker } from './breaker.ts';
import type { Carrier } from './carrier.ts';
import { convoyeurs } from './convoyeurs.ts';
import { nordlane } from './nordlane.ts';

/** What a deployment says of its carriers; whoever has no URL is not asked. */
export interface CarrierSettings {
  NORDLANE_URL?: string | undefined;
  NORDLANE_TOKEN?: string | undefined;
  NORDLANE_WEBHOOK_SECRET?: string[] | undefined;
  CONVOYEURS_URL?: string | undefined;
  CONVOYEURS_USER?: string | undefined;
  CONVOYEURS_PASSWORD?: string | undefined;
}

const timeoutMs = 5000;

/** The carriers in the order in which they are asked. */
export function carriersOf(settings: CarrierSettings): Carrier[] {
  const { NORDLANE_URL, NORDLANE_TOKEN: token, NORDLANE_WEBHOOK_SECRET: webhookSecrets } = settings;
  const { CONVOYEURS_URL, CONVOYEURS_USER: user, CONVOYEURS_PASSWORD: password } = settings;
  const carriers: Carrier[] = [];
  if (NORDLANE_URL && token && webhookSecrets) carriers.push(nordlane({ url: NORDLANE_URL, token, webhookSecrets, timeoutMs }));
  if (CONVOYEURS_URL && user && password) carriers.push(convoyeurs({ url: CONVOYEURS_URL, user, password, timeoutMs }));
  return carriers.map((carrier) => withBreaker(carrier));
}
