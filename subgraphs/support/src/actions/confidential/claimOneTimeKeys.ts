import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import type { DeviceName } from '../../data/confidential/device.ts';
import { takeOneTimeKeys } from '../../data/confidential/oneTimeKey.ts';
import type { Desk } from '../desk.ts';
import { isTwice, requireOfThose, requireTakingPart } from './takingPart.ts';

export interface ClaimOneTimeKeysArgs {
  conversationId: string;
  devices: readonly DeviceName[];
}

const mostDevices = 20;

/** One key of each device, each given once; a device that has none left is left out. NOT_FOUND where one is of nobody who takes part. */
export async function claimOneTimeKeys(desk: Desk, asker: Viewer, { conversationId, devices }: ClaimOneTimeKeysArgs) {
  const viewer = requirePerson(asker);
  const { devices: there } = await requireTakingPart(desk, viewer, conversationId);
  if (devices.length > mostDevices || isTwice(devices)) throw new Refusal('BAD_INPUT', 'devices');
  requireOfThose(devices, there);
  return takeOneTimeKeys(desk.sql, devices);
}
