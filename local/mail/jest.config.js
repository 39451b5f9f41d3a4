import base from '../../jest.config.base.js';

// No test here needs a database.
export default { ...base, globalSetup: undefined };
