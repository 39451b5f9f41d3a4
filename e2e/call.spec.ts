import assert from 'node:assert/strict';
import * as hooks from 'node:test';
import type { Browser, Page } from 'playwright-core';
import english from '../clients/core/messages/support.en.json' with { type: 'json' };
import support from '../clients/core/messages/support.fr.json' with { type: 'json' };
import { onPath } from '../local/onPath.ts';
import { until } from './authz/renting.ts';
import { signedIn } from './bookingPages.ts';
import { accessibilityFaults, chromiumPath, launch, picture } from './browser.ts';
import { fakeDevices, notePeers, traffic } from './peers.ts';
import { people } from './people.ts';
import { runningSystem, type Running } from './running.ts';
import { staffPage } from './staffPage.ts';

const { test } = hooks;
const skip =
  (chromiumPath() === undefined && 'no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)') ||
  (onPath('turnserver', process.env['PATH'] ?? '') === null && 'no turnserver here (apt-get install coturn)');
const patienceMs = 30_000;
const { call } = support;
const renterEmail = 'claire.renter@example.com';
const agentEmail = 'marie.agent@example.com';
const startOf = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const takeOf = `mutation Take($id: ID!) { takeConversation(id: $id) { id } }`;
const callOf = `query Call($id: ID!) { conversation(id: $id) { call { id state } messages(last: 1) { edges { node { call { state startedAt durationSeconds } } } } } }`;

let system: Running;
let browsers: Browser[] = [];
let asked: ReturnType<typeof people>;
let renter: Page;
let agent: Page;
let conversation: string;
hooks.before(async () => {
  if (skip) return;
  [system, ...browsers] = await Promise.all([runningSystem(), launch(...fakeDevices), launch(...fakeDevices)]);
  const [hers, theirs] = browsers;
  assert.ok(hers && theirs);
  asked = people(system);
  const [claire, marie] = await Promise.all([asked.as(renterEmail), asked.as(agentEmail)]);
  const input = { subject: 'Problème réservation décapotable', body: 'Pouvons-nous en parler ?', clientId: `call-${String(Date.now())}` };
  conversation = (await claire<{ startConversation: { id: string } }>(startOf, { input })).startConversation.id;
  await marie(takeOf, { id: conversation });
  [renter, agent] = await Promise.all([signedIn(hers, system, renterEmail, patienceMs), staffPage(theirs, system, agentEmail, patienceMs)]);
  for (const page of [renter, agent]) await notePeers(page);
  await Promise.all([renter.goto(`${system.web}/conversations/${conversation}`), agent.goto(`${system.web}/desk/${conversation}`)]);
});
hooks.after(async () => {
  if (skip) return;
  asked.close();
  for (const browser of browsers) await browser.close();
  await system.stop();
});

let stuck = false;
/** One step of the call: after a step that failed the others have nothing to stand on. */
function step(name: string, work: () => Promise<void>): void {
  void test(name, { skip }, async (t) => {
    if (stuck) {
      t.skip('the call is stuck');
      return;
    }
    stuck = true;
    await work();
    stuck = false;
  });
}

async function shown(page: Page, screen: string): Promise<void> {
  const fits = await page.evaluate<boolean>('document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)');
  assert.ok(fits, `${screen} fits its width`);
  assert.deepEqual(await accessibilityFaults(page), [], `accessibility of ${screen}`);
  await picture(page, screen);
}

const both = (): Page[] => [renter, agent];
const named = (words: string): RegExp => new RegExp(words.replace('{{name}}', '.+'));
const inCall = (page: Page) => page.getByRole('region', { name: named(call.with) });
const rings = (page: Page) => page.getByRole('region', { name: call.incoming });
const toggle = (page: Page, words: string) => inCall(page).getByRole('button', { name: words });
const framesOf = async (page: Page): Promise<number> => (await traffic(page)).framesDecoded;

/** More frames than now are decoded on both sides. */
async function seen(): Promise<void> {
  const before = await Promise.all(both().map(framesOf));
  await until('frames on both sides', async () => {
    const now = await Promise.all(both().map(framesOf));
    return now.every((frames, index) => frames > (before[index] ?? 0) + 10);
  });
}

/** The check of one's devices, through the relay alone. */
async function checked(page: Page, go: string, screen: string | null): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(call.hideAddress).check();
  await dialog.getByLabel(call.level).waitFor();
  await dialog.getByLabel(call.ownPicture).waitFor();
  if (screen) await shown(page, screen);
  await dialog.getByRole('button', { name: go }).click();
}

step('who has no devices is told how to mend it, and goes on without a picture or in writing', async () => {
  await renter.evaluate(`{
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.refusing = ['video', 'audio'];
    navigator.mediaDevices.getUserMedia = (wanted) =>
      window.refusing.some((kind) => wanted[kind]) ? Promise.reject(new DOMException('refused', 'NotAllowedError')) : real(wanted);
  }`);
  const dialog = renter.getByRole('dialog');
  await renter
    .getByRole('group', { name: named(call.ask) })
    .getByRole('button', { name: call.by.VIDEO })
    .click();
  await dialog.getByText(call.problem.both.refused).waitFor();
  await shown(renter, '90-call-refused-phone-fr');
  await renter.evaluate(`window.refusing = ['video']`);
  await dialog.getByRole('button', { name: call.tryAgain }).click();
  await dialog.getByText(call.problem.camera.refused).waitFor();
  await dialog.getByLabel(call.level).waitFor();
  await dialog.getByRole('button', { name: call.withoutCamera }).click();
  await dialog.getByRole('button', { name: call.propose.AUDIO, exact: true }).waitFor();
  await renter.evaluate(`window.refusing = ['audio']`);
  await dialog.getByRole('button', { name: call.notNow }).click();
  await renter
    .getByRole('group', { name: named(call.ask) })
    .getByRole('button', { name: call.by.AUDIO })
    .click();
  await dialog.getByText(call.problem.microphone.refused).waitFor();
  await dialog.getByRole('button', { name: call.writeOn }).click();
  await dialog.waitFor({ state: 'detached' });
  await renter.locator('.composer textarea:focus').waitFor();
  await renter.evaluate(`window.refusing = []`);
});

let answeredAt = 0;
step('the customer asks for a video call, and it rings at the desk', async () => {
  await renter
    .getByRole('group', { name: named(call.ask) })
    .getByRole('button', { name: call.by.VIDEO })
    .click();
  await checked(renter, call.propose.VIDEO, '90-call-check-phone-fr');
  await inCall(renter).getByText(call.ringing).waitFor();
  await rings(agent).getByText(named(call.rings.VIDEO)).waitFor();
  await shown(agent, '91-call-rings-desktop-fr');
});

step('the agent answers, both see each other, and what they see is relayed', async () => {
  await rings(agent).getByRole('button', { name: call.answer }).click();
  const dialog = agent.getByRole('dialog');
  await dialog.getByLabel(call.hideAddress).check();
  await dialog.getByLabel(call.level).waitFor();
  await dialog.getByLabel(call.ownPicture).waitFor();
  answeredAt = Date.now();
  await dialog.getByRole('button', { name: call.join }).click();
  for (const page of both()) await inCall(page).getByRole('timer').waitFor();
  await seen();
  for (const page of both()) assert.equal((await traffic(page)).way, 'relay/relay');
  await shown(renter, '92-call-phone-fr');
  await shown(agent, '93-call-desktop-fr');
});

step('muted, without a camera, and with a screen: the other side sees it', async () => {
  await toggle(renter, call.microphone).click();
  await inCall(agent).getByText(call.otherMuted).waitFor();
  await toggle(renter, call.microphone).click();
  await inCall(agent).getByText(call.otherMuted).waitFor({ state: 'detached' });
  const hers = inCall(agent).getByLabel(named(call.pictureOf));
  await toggle(renter, call.camera).click();
  await hers.waitFor({ state: 'detached' });
  await toggle(renter, call.camera).click();
  await hers.waitFor();
  await toggle(agent, call.screen).click();
  await inCall(renter).getByText(named(call.otherShares)).waitFor();
  await seen();
  await shown(renter, '94-call-screen-phone-fr');
  await toggle(agent, call.screen).click();
  await inCall(renter).getByText(named(call.otherShares)).waitFor({ state: 'detached' });
  await seen();
});

step('they go on writing, and it goes on', async () => {
  await renter.getByLabel(support.chat.composer).fill('Je vous vois bien.');
  await renter.getByLabel(support.chat.composer).press('Enter');
  await agent.getByRole('log').getByText('Je vous vois bien.').waitFor();
  await seen();
});

step('the agent changes the language, and it goes on, in the words of the new one', async () => {
  const speak = async (language: 'fr' | 'en', words: typeof call): Promise<void> => {
    await agent.locator(`.languages [lang=${language}]`).click();
    await agent.getByRole('region', { name: named(words.with) }).waitFor();
    await seen();
  };
  await speak('en', english.call);
  await speak('fr', call);
});

step('somebody else sees nothing of it', async () => {
  const claire = await asked.as(renterEmail);
  const { conversation: hers } = await claire<{ conversation: { call: { id: string } } }>(callOf, { id: conversation });
  const sam = await asked.tokenOf('sam.renter@example.com');
  const asks: [string, object][] = [
    [callOf, { id: conversation }],
    [`mutation Signal($id: ID!) { signalCall(callId: $id, kind: HANG_UP, payload: "{}") }`, { id: hers.call.id }],
    [`mutation Answer($id: ID!) { answerCall(callId: $id, accept: true) { id } }`, { id: hers.call.id }],
    [`mutation Report($id: ID!) { reportCall(callId: $id, report: ALIVE) { id } }`, { id: hers.call.id }],
  ];
  for (const [query, variables] of asks) {
    const { errors } = await asked.post(query, variables, 'fr', sam);
    assert.deepEqual([...new Set(errors.map(({ extensions }) => extensions.code))], ['NOT_FOUND'], query);
  }
  const socket = new WebSocket(system.demo.graph.replace('http', 'ws'), 'graphql-transport-ws');
  const refused = await new Promise<string>((resolve, reject) => {
    const say = (message: object): void => {
      socket.send(JSON.stringify(message));
    };
    socket.onerror = () => {
      reject(new Error('no socket'));
    };
    socket.onopen = () => {
      say({ type: 'connection_init', payload: { authorization: `Bearer ${sam}` } });
    };
    socket.onmessage = ({ data }: { data: unknown }) => {
      const text = String(data);
      const { type } = JSON.parse(text) as { type: string };
      const query = `subscription Hear($id: ID!) { callSignalled(conversationId: $id) { payload } }`;
      if (type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables: { id: conversation } } });
      else if (type !== 'ping') resolve(text);
    };
  });
  socket.close();
  assert.match(refused, /NOT_FOUND/);
  assert.doesNotMatch(refused, /sdp/);
});

step('the router is killed, and neither side notices; back again it carries that the customer hangs up', async () => {
  const running = (await (await fetch(system.demo.processes)).json()) as { name: string; pid: number }[];
  const router = running.find(({ name }) => name === 'router');
  assert.ok(router);
  process.kill(router.pid, 'SIGKILL');
  assert.equal(
    await fetch(`${system.web}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
    false,
  );
  await seen();
  await until('the router', () =>
    fetch(`${system.web}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await seen();
  for (const page of both())
    assert.deepEqual(await traffic(page).then(({ way, state }) => ({ way, state })), { way: 'relay/relay', state: 'connected' });
  await inCall(renter).getByRole('button', { name: call.hangUp }).click();
  await inCall(agent).waitFor({ state: 'detached' });
  for (const page of both())
    await page
      .getByRole('log')
      .getByText(new RegExp(`^${call.kind.VIDEO}, \\d+`))
      .waitFor();
  await agent.reload();
  await agent
    .getByRole('log')
    .getByText(new RegExp(`^${call.kind.VIDEO}, \\d+`))
    .waitFor();
  await shown(agent, '95-call-over-desktop-fr');
});

void test('from the answer to both connected', { skip }, async (t) => {
  const claire = await asked.as(renterEmail);
  type Over = { conversation: { messages: { edges: { node: { call: { startedAt: string } | null } }[] } } };
  const { messages } = (await claire<Over>(callOf, { id: conversation })).conversation;
  const startedAt = messages.edges[0]?.node.call?.startedAt;
  assert.ok(startedAt);
  t.diagnostic(`connected ${String(Date.parse(startedAt) - answeredAt)} ms after the answer`);
});
