/** What one browser tells the other, in the graph's words. */
export type Wire = { kind: 'OFFER' | 'ANSWER' | 'CANDIDATE'; payload: string };

/** What somebody has switched on. */
export type Sending = { microphone: boolean; camera: boolean; screen: boolean };

type Parts = {
  /** Gives way where both make an offer at once. */
  polite: boolean;
  /** Makes the first offer: two at once lose Chromium's data channel. */
  first: boolean;
  configuration: RTCConfiguration;
  send: (wire: Wire) => void;
  /** What comes from the other side has changed. */
  received: (stream: MediaStream) => void;
  /** What the other side has switched on. */
  told: (sending: Sending) => void;
  connection: (state: RTCPeerConnectionState) => void;
};

export type Peer = {
  receive: (wire: Wire) => void;
  /** The track goes on the wire in place of the one before of its kind; null: none. */
  put: (kind: 'audio' | 'video', track: MediaStreamTrack | null) => void;
  tell: (sending: Sending) => void;
  /** Looks for another way to the other side, with a fresh password of the relay's where there is one. */
  restart: (servers: RTCIceServer[] | null) => void;
  close: () => void;
};

function sendingOf(text: unknown): Sending | null {
  try {
    const { microphone, camera, screen } = JSON.parse(String(text)) as Record<string, unknown>;
    return { microphone: microphone === true, camera: camera === true, screen: screen === true };
  } catch {
    return null;
  }
}

/** One end of a call by the pattern of "perfect negotiation": either side may offer at any time, and where both do the polite one gives way. */
export function openPeer({ polite, first, configuration, send, received, told, connection }: Parts): Peer {
  const pc = new RTCPeerConnection(configuration);
  const stream = new MediaStream();
  const channel = pc.createDataChannel('sending', { negotiated: true, id: 0 });
  const senders: Partial<Record<'audio' | 'video', RTCRtpSender>> = {};
  let begun = first;
  let making = false;
  let ignoring = false;
  let settling = false;
  let latest: Sending | null = null;
  let early: RTCIceCandidateInit[] = [];
  /** One after the other: an answer overtaken by a candidate would not know where to put it. */
  let turn: Promise<unknown> = Promise.resolve();

  const describe = async (): Promise<void> => {
    await pc.setLocalDescription();
    const description = pc.localDescription;
    if (description) send({ kind: description.type === 'offer' ? 'OFFER' : 'ANSWER', payload: JSON.stringify(description) });
  };
  const said = (): void => {
    if (latest && channel.readyState === 'open') channel.send(JSON.stringify(latest));
  };
  channel.onopen = said;
  channel.onmessage = ({ data }) => {
    const sending = sendingOf(data);
    if (sending) told(sending);
  };
  pc.onnegotiationneeded = () => {
    // It is asked again once the first offer was answered.
    if (!begun) return;
    making = true;
    describe()
      .catch((error: unknown) => {
        console.warn('no offer could be made', error);
      })
      .finally(() => {
        making = false;
      });
  };
  pc.onicecandidate = ({ candidate }) => {
    if (candidate) send({ kind: 'CANDIDATE', payload: JSON.stringify(candidate) });
  };
  pc.ontrack = ({ track }) => {
    for (const before of stream.getTracks()) if (before.kind === track.kind) stream.removeTrack(before);
    stream.addTrack(track);
    received(stream);
  };
  pc.onconnectionstatechange = () => {
    connection(pc.connectionState);
  };

  async function takeDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const stable = pc.signalingState === 'stable' || settling;
    if (description.type === 'answer' && pc.signalingState !== 'have-local-offer') return;
    const collides = description.type === 'offer' && (making || !stable);
    ignoring = !polite && collides;
    if (ignoring) return;
    settling = description.type === 'answer';
    try {
      await pc.setRemoteDescription(description);
      begun = true;
    } finally {
      settling = false;
    }
    const waiting = early;
    early = [];
    for (const candidate of waiting) await pc.addIceCandidate(candidate);
    if (description.type === 'offer') await describe();
  }

  async function take({ kind, payload }: Wire): Promise<void> {
    if (kind !== 'CANDIDATE') return takeDescription(JSON.parse(payload) as RTCSessionDescriptionInit);
    const candidate = JSON.parse(payload) as RTCIceCandidateInit;
    if (!pc.remoteDescription) early.push(candidate);
    else if (!ignoring) await pc.addIceCandidate(candidate);
  }

  return {
    receive: (wire) => {
      // A candidate of an offer that was taken back belongs to nothing any more.
      turn = turn
        .then(() => take(wire))
        .catch((error: unknown) => {
          console.warn('a signal had no place', wire.kind, error);
        });
    },
    put: (kind, track) => {
      const sender = senders[kind];
      if (sender) void sender.replaceTrack(track);
      else if (track) senders[kind] = pc.addTrack(track, new MediaStream([track]));
    },
    tell: (sending) => {
      latest = sending;
      said();
    },
    restart: (servers) => {
      if (pc.signalingState === 'closed') return;
      if (servers) pc.setConfiguration({ ...configuration, iceServers: servers });
      pc.restartIce();
    },
    close: () => {
      channel.close();
      pc.close();
    },
  };
}
