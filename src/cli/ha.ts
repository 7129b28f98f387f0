import { run } from "./habits";
import { haProgram } from "./program";

run(haProgram(), "npx ha");
