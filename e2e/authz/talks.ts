import { carPhoto } from '../inspecting.ts';
import type { Ask } from '../replay/graph.ts';
import { deviceKeysOf, megolmEvent, olmEvent } from './devices.ts';
import type { Name, Person } from './people.ts';
import { until, type Booked } from './renting.ts';
import type { People } from './running.ts';
import type { Subject } from './subject.ts';

/** A conversation with its first message. */
export interface Talk {
  id: string;
  message: string;
  subject: Subject;
}

/** What there is at the support desk. */
export interface Talks {
  /**
   * With an agent, answered, with a picture, a call that is over, a note, a translation; waiting; of another region; with a call that goes on; whose
   * devices alone read it; by somebody without an account, answered by mail and resting; rated.
   */
  conversations: Record<'taken' | 'queued' | 'abroad' | 'calling' | 'confidential' | 'written' | 'rated', Talk>;
  attachment: { id: string; subject: Subject };
  /** Claire's, with a message that waits for it. */
  device: string;
  /** A call of the conversation that is taken, over: only that it was hung up may still be heard. */
  call: string;
  /** Says that all are still there, and the two of the call that goes on: time would end it. */
  stayed(): Promise<void>;
}

type Askers = Record<'claire' | 'bruno' | 'sam' | 'agent' | 'agentThere' | 'manager', Ask>;

const messagesOf = `messages(first: 1) { edges { node { id } } }`;
const startOf = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id ${messagesOf} } }`;
const writtenOf = `query Written { supportQueue(first: 50) { edges { node { id channel subject ${messagesOf} } } } }`;
const formOf = `mutation Write($input: ContactFormInput!) { sendContactForm(input: $input) { ticket } }`;
const attachOf = `mutation Attach($input: CreateAttachmentInput!) { createAttachment(input: $input) { id url } }`;
const editOf = `mutation Edit($input: EditMessageInput!) { editMessage(input: $input) { id } }`;
const deleteOf = `mutation Delete($id: ID!) { deleteMessage(id: $id) { id } }`;
const callOf = `mutation Call($id: ID!, $clientId: ID!) { proposeCall(conversationId: $id, clientId: $clientId) { id } }`;
const answerOf = `mutation Answer($id: ID!) { answerCall(callId: $id, accept: true) { id } }`;
const reportOf = `mutation Report($id: ID!, $report: CallReport!) { reportCall(callId: $id, report: $report) { id } }`;
const signalOf = `mutation Signal($id: ID!, $kind: CallSignalKind!, $payload: String!) { signalCall(callId: $id, kind: $kind, payload: $payload) }`;
const takeOf = `mutation Take($id: ID!) { takeConversation(id: $id) { id } }`;
const sayOf = `mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { id } }`;
const noteOf = `mutation Note($id: ID!, $clientId: ID!) { addNote(conversationId: $id, body: "Matrice", clientId: $clientId) { id } }`;
const readOf = `mutation Read($id: ID!) { markRead(conversationId: $id, upToSequence: 1) { id } }`;
const snoozeOf = `mutation Snooze($id: ID!, $until: DateTime!) { snoozeConversation(id: $id, until: $until) { id } }`;
const resolveOf = `mutation Resolve($id: ID!) { resolveConversation(id: $id) { id } }`;
const rateOf = `mutation Rate($id: ID!) { rateConversation(id: $id, rating: 4, comment: "Matrice") { id } }`;
const beatOf = `mutation Beat($id: ID!) { heartbeat(conversationId: $id) }`;
const keysOf = `mutation Keys($input: UploadDeviceKeysInput!) { uploadDeviceKeys(input: $input) { oneTimeKeysLeft } }`;
const joinOf = `mutation Join($id: ID!, $deviceId: ID!) { joinConversation(conversationId: $id, deviceId: $deviceId) { id } }`;
const admitOf = `mutation Admit($id: ID!, $userId: ID!, $deviceId: ID!) {
  admitDevice(conversationId: $id, userId: $userId, deviceId: $deviceId) { id } }`;
const postOf = `mutation Post($input: SendToDevicesInput!) { sendToDevices(input: $input) }`;
const translatedOf = `query Translated($id: ID!) { conversation(id: $id) { messages(first: 1) { edges { node { translation { body } } } } } }`;

type Opened = { id: string; messages: { edges: { node: { id: string } }[] } };

const longestSnoozeMs = 86_400_000;
const french = 'Bonjour, la voiture que vous avez donnée est en panne.';

/** Has people, agents and a stranger talk at the support desk, through the graph. */
export async function talked(
  { asked, system, run }: People,
  persons: Record<Name, Person>,
  { claire, bruno, sam, agent, agentThere, manager }: Askers,
  bookings: Record<'handedOver' | 'here' | 'abroad', Booked>,
): Promise<Talks> {
  const of = (name: 'claire' | 'bruno' | 'sam'): Subject => ({
    owner: persons[name].id,
    places: [{ code: null, region: persons[name].region }],
  });
  const start = async (asker: Ask, name: 'claire' | 'bruno' | 'sam', what: string, more: Record<string, unknown> = {}): Promise<Talk> => {
    const input = { subject: 'Matrix', body: 'Bonjour', clientId: `${run}-${what}`, ...more };
    const { id, messages } = (await asker<{ startConversation: Opened }>(startOf, { input })).startConversation;
    const message = messages.edges[0]?.node.id ?? '';
    if (message !== '') await asker(editOf, { input: { id: message, body: french } });
    return { id, message, subject: of(name) };
  };

  const taken = await start(claire, 'claire', 'claire', { bookingReference: bookings.handedOver.reference });
  await agent(takeOf, { id: taken.id });
  const attachment = { id: await pictureIn(taken.id), subject: taken.subject };
  const over = await calledIn(taken.id);
  await agent(signalOf, { id: over, kind: 'HANG_UP', payload: '{}' });
  await agent(readOf, { id: taken.id });
  await claire(readOf, { id: taken.id });
  await agent(noteOf, { id: taken.id, clientId: `${run}-note` });
  await until('a translation', async () => {
    type Translated = { conversation: { messages: { edges: { node: { translation: object | null } }[] } } };
    return (await claire<Translated>(translatedOf, { id: taken.id })).conversation.messages.edges[0]?.node.translation;
  });
  const calling = await start(claire, 'claire', 'calling');
  await agent(takeOf, { id: calling.id });
  const call = await calledIn(calling.id);
  await agent(signalOf, { id: call, kind: 'OFFER', payload: JSON.stringify({ type: 'offer', sdp: 'v=0' }) });

  const rated = await start(bruno, 'bruno', 'rated');
  await manager(takeOf, { id: rated.id });
  await manager(resolveOf, { id: rated.id });
  await bruno(rateOf, { id: rated.id });

  const [queued, abroad, written] = await Promise.all([
    start(bruno, 'bruno', 'bruno', { bookingReference: bookings.here.reference }),
    start(sam, 'sam', 'sam', { bookingReference: bookings.abroad.reference }),
    writtenIn(),
  ]);
  const device = `CLAIRE${run}`;
  const confidential = await confidentialWith(device);

  return {
    conversations: { taken, queued, abroad, calling, confidential, written, rated },
    attachment,
    device,
    call: over,
    stayed: async () => {
      await Promise.all([claire, agent].map((asker) => asker(reportOf, { id: call, report: 'ALIVE' })));
      await Promise.all([claire, agent, agentThere, manager].map((asker) => asker(beatOf, { id: taken.id })));
    },
  };

  /** The agent's answer, and a picture with it. */
  async function pictureIn(conversationId: string): Promise<string> {
    const picture = (await carPhoto(1)).buffer;
    const { createAttachment } = await agent<{ createAttachment: { id: string; url: string } }>(attachOf, {
      input: { conversationId, name: 'Matrice.jpg', mediaType: 'image/jpeg', bytes: picture.length, clientId: `${run}-picture` },
    });
    await fetch(`${system.web}${createAttachment.url}`, { method: 'PUT', body: new Uint8Array(picture) });
    const attachmentIds = [createAttachment.id];
    await agent(sayOf, { input: { conversationId, body: 'Oui', attachmentIds, clientId: `${run}-with-picture` } });
    return createAttachment.id;
  }

  /** A call of agent and customer whose browsers have found each other. */
  async function calledIn(conversationId: string): Promise<string> {
    const { proposeCall } = await agent<{ proposeCall: { id: string } }>(callOf, { id: conversationId, clientId: `${run}-call` });
    await claire(answerOf, { id: proposeCall.id });
    for (const asker of [claire, agent]) await asker(reportOf, { id: proposeCall.id, report: 'CONNECTED' });
    return proposeCall.id;
  }

  /** By somebody without an account, from the same region; a manager has answered by mail, and lets it rest. */
  async function writtenIn(): Promise<Talk> {
    const subject = `Matrix ${run}`;
    const input = { name: 'Matrix', email: `stranger.${run}@example.org`, subject, body: french, clientId: `${run}-written` };
    await asked.guest(formOf, { input });
    const { id, messages } = await until('what a stranger wrote', async () => {
      type Waiting = { supportQueue: { edges: { node: Opened & { subject: string } }[] } };
      const { edges } = (await manager<Waiting>(writtenOf, {})).supportQueue;
      return edges.find(({ node }) => node.subject === subject)?.node;
    });
    await manager(takeOf, { id });
    type Sent = { sendMessage: { id: string } };
    const { sendMessage } = await manager<Sent>(sayOf, { input: { conversationId: id, body: 'Oui', clientId: `${run}-by-mail` } });
    await manager(editOf, { input: { id: sendMessage.id, body: 'Oui !' } });
    await manager(snoozeOf, { id, until: new Date(Date.now() + longestSnoozeMs).toISOString() });
    return { id, message: messages.edges[0]?.node.id ?? '', subject: { owner: null, places: [{ code: null, region: 'EU' }] } };
  }

  /** Claire's device and an agent's have met; what was said nobody can open. */
  async function confidentialWith(deviceId: string): Promise<Talk> {
    const theirs = { userId: persons['agent there'].id, deviceId: `AGENT${run}` };
    await claire(keysOf, { input: { deviceId, ...deviceKeysOf(persons.claire.id, deviceId) } });
    await agentThere(keysOf, { input: { deviceId: theirs.deviceId, ...deviceKeysOf(theirs.userId, theirs.deviceId) } });
    const input = { confidential: true, deviceId, subject: undefined, body: undefined };
    const { id, subject } = await start(claire, 'claire', 'confidential', input);
    await agentThere(takeOf, { id });
    await agentThere(joinOf, { id, deviceId: theirs.deviceId });
    await claire(admitOf, { id, ...theirs });
    const messages = [{ userId: persons.claire.id, deviceId, content: olmEvent }];
    await agentThere(postOf, { input: { conversationId: id, clientId: `${run}-key`, messages } });
    const say = async (clientId: string): Promise<string> => {
      const said = { conversationId: id, ciphertext: megolmEvent(deviceId), clientId };
      return (await claire<{ sendMessage: { id: string } }>(sayOf, { input: said })).sendMessage.id;
    };
    const message = await say(`${run}-sealed`);
    await claire(deleteOf, { id: await say(`${run}-deleted`) });
    return { id, message, subject };
  }
}
