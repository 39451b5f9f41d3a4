import { addressOf, networkOf } from '../src/domain/network.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['127.0.0.1', null],
  ['::1', null],
  ['203.0.113.9, 198.51.100.1', null],
  ['somebody', null],
])('reads %s as of the network %s', (address, network) => {
  expect(networkOf({ 'x-forwarded-for': address })).toBe(network);
});

test('knows no network without the router’s header', () => {
  expect([networkOf({}), addressOf({ 'x-forwarded-for': ['203.0.113.9', '203.0.113.10'] })]).toEqual([null, null]);
});
