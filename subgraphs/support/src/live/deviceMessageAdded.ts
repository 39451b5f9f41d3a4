import { deviceMessages, type DeviceMessage } from '../data/confidential/deviceMessage.ts';
import type { DeviceName } from '../data/confidential/device.ts';
import type { Sql } from '@ycyw/service/sql';
import type { Belfry } from './bell.ts';
import { follow } from './follow.ts';

const pageSize = 50;

/** What was sent to a device above `after`, in order: first what waits, then live; none twice, no gap. */
export function deviceMessageAdded(
  belfry: Belfry,
  sql: Sql,
  device: DeviceName,
  after: number,
): AsyncIterableIterator<DeviceMessage, void> {
  const slotOf = ({ kind }: { kind: string }): string | null => (kind === 'device' ? kind : null);
  return follow({ belfry, places: [`${device.userId} ${device.deviceId}`], slotOf }, async function* (bell) {
    let last = after;
    while (!bell.isStopped()) {
      const page = await deviceMessages(sql, device, last, pageSize);
      for (const message of page) {
        last = message.sequence;
        yield message;
      }
      if (page.length < pageSize) await bell.wait();
    }
  });
}
