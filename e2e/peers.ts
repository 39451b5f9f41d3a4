import type { Page } from 'playwright-core';

/** A fake camera and microphone that nobody is asked about. */
export const fakeDevices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Notes the page's peer connections from its next load on. */
export const notePeers = (page: Page): Promise<unknown> =>
  page.addInitScript(`
    window.peers = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...given) { super(...given); window.peers.push(this); }
    };`);

export interface Traffic {
  /** Kinds of the two ends of the way that is used, as relay/relay. */
  way: string | null;
  framesDecoded: number;
  state: string;
}

/** How the page's last peer connection stands. */
export const traffic = (page: Page): Promise<Traffic> =>
  page.evaluate<Traffic>(`(async () => {
    const peer = window.peers.at(-1);
    if (!peer) return { way: null, framesDecoded: 0, state: 'none' };
    const reports = await peer.getStats();
    const all = [...reports.values()];
    const transport = all.find(({ type }) => type === 'transport');
    const pair = transport && reports.get(transport.selectedCandidatePairId);
    const kind = (id) => reports.get(id)?.candidateType;
    return {
      way: pair ? kind(pair.localCandidateId) + '/' + kind(pair.remoteCandidateId) : null,
      framesDecoded: all.filter(({ type, kind }) => type === 'inbound-rtp' && kind === 'video').reduce((sum, each) => sum + each.framesDecoded, 0),
      state: peer.connectionState,
    };
  })()`);
