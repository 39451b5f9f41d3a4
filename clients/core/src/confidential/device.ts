import {
  CollectStrategy,
  DecryptedToDeviceEvent,
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  initAsync,
  LocalTrust,
  OlmMachine,
  RequestType,
  RoomId,
  TrustRequirement,
  UserId,
  type Device,
  type KeysClaimRequest,
  type ToDeviceRequest,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { inTurn } from './inTurn.ts';
import type { Fingerprinted } from './safetyCode.ts';
import { matrixId, roomIdOf, userIdIn, type Delivered, type DeviceName, type Wire } from './wire.ts';

export type OpenDevice = DeviceName & {
  wire: Wire;
  /** Of IndexedDB; null keeps all in memory. */
  storeName: string | null;
  /** Where the program is fetched from, in a browser. */
  wasm?: string;
};

/** What a message says, and whether the device that wrote it is one that this one was told to trust; null where the key to it is not here. */
export type Opened = { body: string; trusted: boolean } | null;

type Asked = { id: string; type: RequestType; body: string };

/** Sent from one device to another beside the protocol's own: the keys to what was written before it came. */
const historyType = 'ycyw.history';

const nameOf = ({ userId, deviceId }: DeviceName): string => `${userId} ${deviceId}`;
const decrypting = () => new DecryptionSettings(TrustRequirement.Untrusted);

function sharing(): EncryptionSettings {
  const settings = new EncryptionSettings();
  settings.sharingStrategy = CollectStrategy.onlyTrustedDevices();
  return settings;
}

/**
 * A device's part of end-to-end encryption: Matrix's Olm and Megolm, carried by our server. All work is done in turn, for the protocol's
 * state has one place. Keys go to trusted devices alone; whom to trust, whoever holds the device says.
 */
export async function openDevice({ userId, deviceId, wire, storeName, wasm }: OpenDevice) {
  await initAsync(wasm);
  const machine = await OlmMachine.initialize(new UserId(matrixId(userId)), new DeviceId(deviceId), storeName ?? undefined);
  const ownKey = machine.identityKeys.curve25519.toBase64();
  const queue = inTurn();
  /** The keys of devices, by Matrix's names of people and by the devices'. */
  const known = new Map<string, Record<string, unknown>>();
  /** With whom this device shared the key that it writes with, by conversation. */
  const lastReaders = new Map<string, string>();

  const done = (request: { id: string | undefined; type: RequestType }, answer: unknown): Promise<unknown> =>
    machine.markRequestAsSent(request.id ?? '', request.type, JSON.stringify(answer));

  const keysOf = (names: readonly string[]): unknown => ({
    device_keys: Object.fromEntries(names.map((name) => [name, known.get(name) ?? {}])),
    failures: {},
  });

  async function upload({ id, type, body }: Asked): Promise<void> {
    const { device_keys: keys, one_time_keys: oneTime } = JSON.parse(body) as { device_keys?: unknown; one_time_keys?: object };
    const isAny = oneTime !== undefined && Object.keys(oneTime).length > 0;
    const left = await wire.upload({
      deviceKeys: keys === undefined ? null : JSON.stringify(keys),
      oneTimeKeys: isAny ? JSON.stringify(oneTime) : null,
    });
    await done({ id, type }, { one_time_key_counts: { signed_curve25519: left } });
  }

  /** Does what the machine wants done now. What it would say in the clear, that it keeps keys back, is not said. */
  async function settle(): Promise<void> {
    for (const request of await machine.outgoingRequests()) {
      const { id, type, body } = request as Asked;
      if (type === RequestType.KeysUpload) await upload({ id, type, body });
      else if (type === RequestType.KeysQuery) {
        await done({ id, type }, keysOf(Object.keys((JSON.parse(body) as { device_keys: object }).device_keys)));
      } else await done({ id, type }, {});
    }
  }

  /** Makes new one-time keys where others have used up the server's. */
  async function replenish(): Promise<void> {
    const left = await wire.upload({ deviceKeys: null, oneTimeKeys: null });
    await machine.receiveSyncChangesMsc4186('[]', new DeviceLists([], []), new Map([['signed_curve25519', left]]));
    await settle();
  }

  async function claim(conversationId: string, request: KeysClaimRequest): Promise<void> {
    const wanted = (JSON.parse(request.body) as { one_time_keys: Record<string, Record<string, string>> }).one_time_keys;
    const devices = Object.entries(wanted).flatMap(([name, each]) =>
      Object.keys(each).map((id) => ({ userId: userIdIn(name), deviceId: id })),
    );
    const given = await wire.claim(conversationId, devices);
    const oneTimeKeys: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const { userId: owner, deviceId: id, keyId, key } of given) {
      (oneTimeKeys[matrixId(owner)] ??= {})[id] = { [`signed_curve25519:${keyId}`]: JSON.parse(key) as unknown };
    }
    await done(request, { one_time_keys: oneTimeKeys, failures: {} });
  }

  async function tell(conversationId: string, request: ToDeviceRequest, readers: readonly DeviceName[]): Promise<void> {
    const { messages } = JSON.parse(request.body) as { messages: Record<string, Record<string, unknown>> };
    const encrypted = Object.entries(messages).flatMap(([name, each]) =>
      Object.entries(each).map(([id, content]) => ({ userId: userIdIn(name), deviceId: id, content: JSON.stringify(content) })),
    );
    const meant = encrypted.filter((each) => readers.some((reader) => nameOf(reader) === nameOf(each)));
    if (request.event_type === 'm.room.encrypted' && meant.length > 0) await wire.send(conversationId, meant);
    await done(request, {});
  }

  async function learn(conversationId: string): Promise<void> {
    const found = Map.groupBy(await wire.deviceKeys(conversationId), (device) => matrixId(device.userId));
    const names = [...found.keys()];
    for (const [name, devices] of found)
      known.set(name, Object.fromEntries(devices.map((each) => [each.deviceId, JSON.parse(each.keys) as unknown])));
    await machine.updateTrackedUsers(names.map((name) => new UserId(name)));
    const asked = machine.queryKeysForUsers(names.map((name) => new UserId(name)));
    await done(asked, keysOf(names));
    await settle();
  }

  const deviceOf = ({ userId: owner, deviceId: id }: DeviceName): Promise<Device | undefined> =>
    machine.getDevice(new UserId(matrixId(owner)), new DeviceId(id));

  async function connect(conversationId: string, owners: readonly string[]): Promise<void> {
    const missing = await machine.getMissingSessions(owners.map((owner) => new UserId(matrixId(owner))));
    if (missing) await claim(conversationId, missing);
  }

  /** A new key where its readers are others than those of the last, and where that is not known. */
  async function share(conversationId: string, readers: readonly DeviceName[]): Promise<void> {
    const owners = [...new Set(readers.map((reader) => reader.userId))];
    const room = new RoomId(roomIdOf(conversationId));
    const names = readers.map(nameOf).sort().join();
    if (lastReaders.get(conversationId) !== names) await machine.invalidateGroupSession(new RoomId(roomIdOf(conversationId)));
    await connect(conversationId, owners);
    const users = owners.map((owner) => new UserId(matrixId(owner)));
    for (const request of await machine.shareRoomKey(room, users, sharing())) await tell(conversationId, request, readers);
    lastReaders.set(conversationId, names);
  }

  async function shareHistory(conversationId: string, to: DeviceName): Promise<void> {
    const room = roomIdOf(conversationId);
    const keys = JSON.parse(await machine.exportRoomKeys((session) => session.roomId.toString() === room)) as unknown[];
    const device = await deviceOf(to);
    if (!device || keys.length === 0) return;
    await wire.send(conversationId, [{ ...to, content: await device.encryptToDeviceEvent(historyType, { room_id: room, keys }) }]);
  }

  /** Keys to the past come from the customer's trusted device, for the customer's conversation; from nobody else. */
  async function takeHistory({ rawEvent, encryptionInfo }: DecryptedToDeviceEvent): Promise<void> {
    const { type, content } = JSON.parse(rawEvent) as { type: string; content: { room_id?: unknown; keys?: unknown } };
    if (type !== historyType || !Array.isArray(content.keys) || typeof content.room_id !== 'string') return;
    const room = content.room_id;
    const customer = await wire.customerOf(userIdIn(room));
    if (customer === null || customer === userId || encryptionInfo.sender.toString() !== matrixId(customer)) return;
    if (!encryptionInfo.isSenderVerified()) return;
    const keys = (content.keys as { room_id?: unknown }[]).filter((each) => each.room_id === room);
    await machine.importExportedRoomKeys(JSON.stringify(keys), () => undefined);
  }

  return {
    userId,
    deviceId,
    /** This device as others compare it. */
    own: { userId, deviceId, signingKey: machine.identityKeys.ed25519.toBase64() } satisfies Fingerprinted,

    /** Lets the server know of this device, and give its one-time keys. */
    publish: () =>
      queue(async () => {
        await settle();
        await replenish();
      }),

    /** Another device as the server tells of it; null where it tells of none. */
    look: (conversationId: string, name: DeviceName): Promise<Fingerprinted | null> =>
      queue(async () => {
        await learn(conversationId);
        const signingKey = (await deviceOf(name))?.ed25519Key?.toBase64();
        return signingKey === undefined ? null : { ...name, signingKey };
      }),

    /** From now on keys go to this device where it takes part, and what it wrote counts as its owner's. */
    trust: (conversationId: string, name: DeviceName): Promise<boolean> =>
      queue(async () => {
        await learn(conversationId);
        const device = await deviceOf(name);
        await device?.setLocalTrust(LocalTrust.Verified);
        return device !== undefined;
      }),

    isTrusted: (name: DeviceName): Promise<boolean> => queue(async () => (await deviceOf(name))?.isLocallyTrusted() ?? false),

    /** Gives a trusted device the keys to all that was written before. */
    shareHistory: (conversationId: string, to: DeviceName) =>
      queue(async () => {
        await connect(conversationId, [to.userId]);
        await shareHistory(conversationId, to);
      }),

    /** A Megolm event, as JSON, for those of these devices that are trusted. */
    encrypt: (conversationId: string, readers: readonly DeviceName[], body: string): Promise<string> =>
      queue(async () => {
        await share(conversationId, readers);
        return machine.encryptRoomEvent(
          new RoomId(roomIdOf(conversationId)),
          'm.room.message',
          JSON.stringify({ msgtype: 'm.text', body }),
        );
      }),

    decrypt: (conversationId: string, message: { id: string; authorId: string; sentAt: string; ciphertext: string }): Promise<Opened> =>
      queue(async () => {
        const event = {
          event_id: `$${message.id}`,
          sender: matrixId(message.authorId),
          type: 'm.room.encrypted',
          origin_server_ts: Date.parse(message.sentAt),
          content: JSON.parse(message.ciphertext) as unknown,
        };
        const room = new RoomId(roomIdOf(conversationId));
        const opened = await machine.decryptRoomEvent(JSON.stringify(event), room, decrypting()).catch(() => null);
        if (!opened) return null;
        const { content } = JSON.parse(opened.event) as { content: { body?: unknown } };
        // By the key itself: keys to the past come without the name of their device.
        const writers = (await machine.getUserDevices(new UserId(event.sender))).devices();
        const writer = writers.find(({ curve25519Key }) => curve25519Key?.toBase64() === opened.senderCurve25519Key);
        const trusted = opened.senderCurve25519Key === ownKey || writer?.isLocallyTrusted() === true;
        return { body: typeof content.body === 'string' ? content.body : '', trusted };
      }),

    /** Takes in what came to this device's box, and tells the server that it has it. */
    receive: (delivered: readonly Delivered[]) =>
      queue(async () => {
        const last = delivered.at(-1);
        if (!last) return;
        const events = delivered.map(({ senderId, content }) => ({
          sender: matrixId(senderId),
          type: 'm.room.encrypted',
          content: JSON.parse(content) as unknown,
        }));
        const processed = await machine.receiveSyncChangesMsc4186(JSON.stringify(events), new DeviceLists([], []), new Map());
        for (const event of processed) if (event instanceof DecryptedToDeviceEvent) await takeHistory(event);
        await wire.forget(last.sequence);
        await replenish();
      }),

    close: () => {
      machine.close();
    },
  };
}

export type ConfidentialDevice = Awaited<ReturnType<typeof openDevice>>;
