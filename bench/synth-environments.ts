import demo from "../environments/demo";
import { buildApp } from "../src/app";
import { parseEnvironment } from "../src/settings/parse";

/** Synthesizes the demo environment as often as the first argument says, under different names. */
const environments = Array.from({ length: Number(process.argv[2]) }, (_, index) => {
  const result = parseEnvironment({ ...demo, name: `demo-${index + 1}` });
  if (!result.ok) {
    throw new Error("the demo environment is not sound: run npm start");
  }
  return result.environment;
});
buildApp(environments, process.env["BENCH_OUTDIR"]).synth();
