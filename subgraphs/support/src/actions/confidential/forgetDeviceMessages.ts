import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { forgetDeviceMessages as forget } from '../../data/confidential/deviceMessage.ts';
import { deviceIdOf } from '../../domain/confidential/names.ts';
import type { Desk } from '../desk.ts';

export interface ForgetDeviceMessagesArgs {
  deviceId: string;
  upToSequence: number;
}

/** Only one's own; NOT_FOUND for another's, and for what was never sent. */
export async function forgetDeviceMessages(
  { sql, clock }: Desk,
  asker: Viewer,
  { deviceId, upToSequence }: ForgetDeviceMessagesArgs,
): Promise<void> {
  const viewer = requirePerson(asker);
  if (!(await forget(sql, { userId: viewer.id, deviceId: deviceIdOf(deviceId) }, upToSequence, clock.now())))
    throw new Refusal('NOT_FOUND');
}
