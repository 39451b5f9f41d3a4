import base from '../jest.config.base.js';

/** The replay's own rules need no database. */
export default { ...base, testMatch: ['<rootDir>/replay/test/**/*.test.ts'], globalSetup: undefined };
