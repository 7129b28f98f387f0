#!/usr/bin/env node
// The SDK's notice about Node 20 is for those who choose its version, not for those who run this.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("tsx/cjs");
// The environments are loaded by import(), which needs a hook of its own.
import("tsx/esm/api").then(({ register }) => {
  register();
  require("../src/cli/ha.ts");
});
