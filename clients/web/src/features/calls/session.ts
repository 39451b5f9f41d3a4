import {
  CallChangedDocument,
  type CallPartsFragment,
  CallSignalledDocument,
  type CallSignalledSubscription,
  type CallWayFragment,
  CallWaysDocument,
  ReportCallDocument,
  SignalCallDocument,
} from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { followMessages } from '@ycyw/core/messageFeed';
import { readRefusal } from '@ycyw/core/refusal';
import type { Client } from 'urql';
import { keepOpen, wait } from '../support/keepOpen.ts';
import { deliver } from './deliver.ts';
import { openCamera, openMicrophone, openScreen } from './devices.ts';
import { type Ongoing, ongoing } from './ongoing.ts';
import { openPeer, type Peer, type Wire } from './peer.ts';

export type Means = { client: Client; live: Live };
type Track = MediaStreamTrack | null;

export type Joining = {
  call: CallPartsFragment & CallWayFragment;
  name: string;
  polite: boolean;
  /** Whoever answers begins. */
  answering: boolean;
  /** Through the relay alone, so that the other side does not learn one's address. */
  hidden: boolean;
  microphone: Track;
  camera: Track;
  screen: Track;
};

const aliveEvery = 15_000;
const restartEvery = 5_000;

const serversOf = ({ iceServers }: CallWayFragment): RTCIceServer[] =>
  iceServers.map(({ urls, username, credential }) => ({ urls, ...(username && credential && { username, credential }) }));

/** Takes part in a call until it ends, on this page or another: what is said goes from browser to browser, and the graph only carries how. */
export function takePart({ client, live }: Means, joining: Joining): void {
  const { call, polite, answering } = joining;
  const { id: callId, conversationId } = call;
  const track = { microphone: joining.microphone, camera: joining.camera, screen: joining.screen };
  const sound = new Audio();
  const over = new AbortController();
  const ends: (() => void)[] = [];
  let peer: Peer | null = null;
  let early: Wire[] = [];
  let heard = 0;
  let sent: Promise<unknown> = Promise.resolve();

  const own = () => ({ microphone: track.microphone?.enabled === true, camera: track.camera !== null, screen: track.screen !== null });
  const change = (part: Partial<Ongoing>): void => {
    const now = ongoing.get();
    if (now?.callId === callId) ongoing.set({ ...now, ...part });
  };
  const shown = (): void => {
    peer?.put('audio', track.microphone);
    peer?.put('video', track.screen ?? track.camera);
    peer?.tell(own());
    change({ own: own(), picture: track.screen ?? track.camera });
  };
  const signal = (kind: Wire['kind'] | 'HANG_UP', payload: string): Promise<unknown> =>
    deliver(() => client.mutation(SignalCallDocument, { callId, kind, payload }), over.signal);
  const reported = (what: 'CONNECTED' | 'ALIVE') => client.mutation(ReportCallDocument, { callId, report: what }, { toldLive: true });

  function finish(): void {
    if (over.signal.aborted) return;
    over.abort();
    for (const end of ends) end();
    peer?.close();
    for (const each of Object.values(track)) each?.stop();
    sound.srcObject = null;
    if (ongoing.get()?.callId === callId) ongoing.set(null);
  }

  function hangUp(): void {
    const gone = AbortSignal.timeout(60_000);
    void deliver(() => client.mutation(SignalCallDocument, { callId, kind: 'HANG_UP', payload: '{}' }), gone);
    finish();
  }

  const restart = async (): Promise<void> => {
    const { data } = await client.query(CallWaysDocument, { conversationId }, { requestPolicy: 'network-only' });
    const way = data?.conversation?.call;
    if (!over.signal.aborted) peer?.restart(way?.id === callId && way.iceServers.length > 0 ? serversOf(way) : null);
  };

  function connection(state: RTCPeerConnectionState): void {
    const { since = null, phase } = ongoing.get() ?? {};
    if (state === 'connected') {
      if (since === null) void deliver(() => reported('CONNECTED'), over.signal);
      change({ phase: 'active', since: since ?? Date.now() });
    } else if (state === 'disconnected' || state === 'failed') {
      if (phase !== 'lost') change({ phase: 'lost' });
      // A short break often mends itself.
      if (state === 'failed') void restart();
    }
  }

  function connect(): void {
    if (peer || over.signal.aborted) return;
    change({ phase: 'connecting' });
    const servers = serversOf(call);
    const relayed = call.relayOnly || joining.hidden;
    peer = openPeer({
      polite,
      first: answering,
      configuration: { iceServers: servers, iceTransportPolicy: relayed ? 'relay' : 'all', bundlePolicy: 'max-bundle' },
      send: ({ kind, payload }) => {
        // In the order in which they were made.
        sent = sent.then(() => signal(kind, payload));
      },
      received: (stream) => {
        sound.srcObject = stream;
        sound.play().catch(() => undefined);
        change({ remote: stream });
      },
      told: (other) => {
        change({ other });
      },
      connection,
    });
    shown();
    for (const wire of early) peer.receive(wire);
    early = [];
  }

  function hear({ callId: of, kind, payload, sequence }: CallSignalledSubscription['callSignalled']): void {
    heard = Math.max(heard, sequence);
    if (of !== callId) return;
    if (kind === 'HANG_UP') {
      finish();
      return;
    }
    if (peer) peer.receive({ kind, payload });
    else early.push({ kind, payload });
    connect();
  }

  /** It may have ended before it was heard of here. */
  const confirm = async (): Promise<void> => {
    const { data } = await client.query(CallWaysDocument, { conversationId }, { requestPolicy: 'network-only' });
    if (data?.conversation && data.conversation.call?.id !== callId) finish();
  };
  const stillThere = async (): Promise<void> => {
    const { error } = await reported('ALIVE');
    if (error && ['NOT_FOUND', 'WRONG_STATE'].includes(readRefusal(error).code)) finish();
  };

  let seen = false;
  function follow(now: CallPartsFragment | null): void {
    if (now?.id !== callId) {
      if (seen) finish();
      else void confirm();
      return;
    }
    seen = true;
    if (now.state === 'RINGING') change({ rings: true });
    if (now.state === 'CONNECTING' || now.state === 'ACTIVE') connect();
  }

  const asking = new Set<keyof typeof track>();
  /** The person may be asked first, and the call may end meanwhile. */
  async function switchOn(kind: keyof typeof track, open: () => Promise<{ track: Track }>): Promise<void> {
    if (asking.has(kind)) return;
    asking.add(kind);
    const opened = (await open()).track;
    asking.delete(kind);
    if (over.signal.aborted) {
      opened?.stop();
      return;
    }
    track[kind] = opened;
    if (kind === 'screen') watchScreen();
    shown();
  }
  function toggleCamera(): void {
    if (!track.camera) {
      void switchOn('camera', () => openCamera(null));
      return;
    }
    track.camera.stop();
    track.camera = null;
    shown();
  }
  function toggleMicrophone(): void {
    if (!track.microphone) {
      void switchOn('microphone', () => openMicrophone(null));
      return;
    }
    track.microphone.enabled = !track.microphone.enabled;
    shown();
  }
  const endScreen = (): void => {
    track.screen?.stop();
    track.screen = null;
    shown();
  };
  const watchScreen = (): void => {
    // The browser has a button of its own for it.
    track.screen?.addEventListener('ended', endScreen);
  };
  function toggleScreen(): void {
    if (track.screen) endScreen();
    else void switchOn('screen', openScreen);
  }

  watchScreen();
  ongoing.set({
    callId,
    conversationId,
    name: joining.name,
    at: polite ? 'chat' : 'desk',
    phase: 'calling',
    rings: false,
    since: null,
    own: own(),
    other: null,
    picture: track.screen ?? track.camera,
    remote: null,
    actions: {
      microphone: toggleMicrophone,
      camera: toggleCamera,
      screen: toggleScreen,
      hangUp,
    },
  });

  const leave = (): void => {
    void client.mutation(SignalCallDocument, { callId, kind: 'HANG_UP', payload: '{}' }, { fetchOptions: { keepalive: true } }).toPromise();
    finish();
  };
  const alive = setInterval(() => void stillThere(), aliveEvery);
  const look = setInterval(() => {
    if (ongoing.get()?.phase === 'lost') void restart();
  }, restartEvery);
  const online = (): void => {
    if (peer) void restart();
  };
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', online);
  ends.push(
    followMessages<CallSignalledSubscription['callSignalled']>({
      subscribe: (afterSequence, sink) =>
        live(
          CallSignalledDocument,
          { conversationId, afterSequence },
          {
            ...sink,
            next: ({ callSignalled }) => {
              sink.next(callSignalled);
            },
          },
        ),
      resumeAfter: () => heard,
      receive: hear,
      changed: () => undefined,
      wait,
    }),
    keepOpen(live, CallChangedDocument, { conversationId }, ({ conversationChanged }) => {
      follow(conversationChanged.call ?? null);
    }),
    () => {
      clearInterval(alive);
      clearInterval(look);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('online', online);
    },
  );
  if (call.state === 'CONNECTING' || call.state === 'ACTIVE') connect();
}
