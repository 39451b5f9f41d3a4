import base from '../jest.config.base.js';

// No test of the router needs a database.
export default { ...base, globalSetup: undefined };
