import util from "node:util";

// cdktf 0.21, its last release, calls the deprecated util.isArray: Node.js 22 and later warn of it.
Object.assign(util, { isArray: Array.isArray });
