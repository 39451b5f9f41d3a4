import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { findDevice, insertDevice } from '../../data/confidential/device.ts';
import { addOneTimeKeys, oneTimeKeysLeft } from '../../data/confidential/oneTimeKey.ts';
import { deviceIdOf } from '../../domain/confidential/names.ts';
import { deviceKeysOf, oneTimeKeysOf, signingKeyIn } from '../../domain/confidential/signedKeys.ts';
import type { Desk } from '../desk.ts';

export interface UploadDeviceKeysInput {
  deviceId: string;
  deviceKeys?: string | null;
  oneTimeKeys?: string | null;
}

/** How many one-time keys the server may hold of a device at once. */
const mostLeft = 200;

/** Keeps what a device of the viewer's publishes of itself. How many of its one-time keys are left. */
export async function uploadDeviceKeys({ sql, clock }: Desk, asker: Viewer, input: UploadDeviceKeysInput): Promise<number> {
  const viewer = requirePerson(asker);
  const device = { userId: viewer.id, deviceId: deviceIdOf(input.deviceId) };
  const offered = input.deviceKeys ? deviceKeysOf(input.deviceKeys, device) : null;
  const known = await findDevice(sql, device);
  if (!known && !offered) throw new Refusal('NOT_FOUND');
  // Whoever has compared a device's keys compared them for good.
  if (known && offered && known.keys !== offered.keys) throw new Refusal('WRONG_STATE', 'deviceKeys');
  const signingKey = offered?.signingKey ?? signingKeyIn(known?.keys ?? '', device.deviceId);
  const oneTime = input.oneTimeKeys ? oneTimeKeysOf(input.oneTimeKeys, device, signingKey) : [];
  return sql.$transaction(async (tx) => {
    if (!known && offered && !(await insertDevice(tx, device, offered.keys, clock.now()))) {
      const first = await findDevice(tx, device);
      if (first?.keys !== offered.keys) throw new Refusal('WRONG_STATE', 'deviceKeys');
    }
    const left = await oneTimeKeysLeft(tx, device);
    if (left + oneTime.length > mostLeft) throw new Refusal('BAD_INPUT', 'oneTimeKeys');
    if (oneTime.length > 0) await addOneTimeKeys(tx, device, oneTime);
    return oneTime.length > 0 ? oneTimeKeysLeft(tx, device) : left;
  });
}
