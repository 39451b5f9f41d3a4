import base from '../jest.config.base.js';

/** The rules of the replay and of the storm need no database. */
export default { ...base, testMatch: ['<rootDir>/{replay,storm}/test/**/*.test.ts'], globalSetup: undefined };
