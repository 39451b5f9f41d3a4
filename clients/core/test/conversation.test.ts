import { type FeedState, followMessages } from '../src/messageFeed.ts';
import { mergeMessages, messageLength, resumeAfter, stillPending } from '../src/messageLog.ts';

const message = (sequence: number, clientId = `c${String(sequence)}`) => ({ sequence, clientId });
const sequences = (messages: { sequence: number }[]) => messages.map(({ sequence }) => sequence);

test('orders messages by sequence and keeps each once', () => {
  expect(sequences(mergeMessages([message(1), message(3)], [message(4), message(2), message(3)]))).toEqual([1, 2, 3, 4]);
});

test('resumes before the first gap', () => {
  expect(resumeAfter([])).toBe(0);
  expect(resumeAfter([message(1), message(2)])).toBe(2);
  expect(resumeAfter([message(7), message(8), message(10)])).toBe(8);
});

test('forgets a draft once its message has arrived', () => {
  expect(stillPending([{ clientId: 'a' }, { clientId: 'b' }], [message(1, 'a')])).toEqual([{ clientId: 'b' }]);
});

test('counts Unicode code points after trimming', () => {
  expect(messageLength('  😀é \n')).toBe(2);
  expect(messageLength('x'.repeat(1000) + ' ')).toBe(1000);
});

test('follows a broken subscription from the last message seen: no gap, none twice', () => {
  const server = [message(1), message(2), message(3), message(4)];
  let seen: { sequence: number; clientId: string }[] = [];
  const states: FeedState[] = [];
  const waits: number[] = [];
  const askedAfter: number[] = [];
  const stop = followMessages<{ sequence: number; clientId: string }>({
    subscribe: (afterSequence, sink) => {
      askedAfter.push(afterSequence);
      if (askedAfter.length === 2) {
        // The network is still down: this attempt never opens.
        sink.closed();
        return () => undefined;
      }
      sink.opened();
      for (const each of server.filter(({ sequence }) => sequence > afterSequence).slice(0, 2)) sink.next(each);
      if (askedAfter.length === 1) sink.closed();
      return () => undefined;
    },
    resumeAfter: () => resumeAfter(seen),
    receive: (received) => {
      expect(sequences(seen)).not.toContain(received.sequence);
      seen = mergeMessages(seen, [received]);
    },
    changed: (state) => states.push(state),
    wait: (milliseconds, then) => {
      waits.push(milliseconds);
      if (waits.length < 3) then();
      return () => undefined;
    },
    random: () => 1,
  });
  expect(sequences(seen)).toEqual([1, 2, 3, 4]);
  expect(askedAfter).toEqual([0, 2, 2]);
  expect(waits).toEqual([500, 1000]);
  expect(states.at(-1)).toBe('live');
  stop();
});
