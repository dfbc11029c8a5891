#!/usr/bin/env node
/** The command line. See ARCHITECTURE, "The command line": what it prints is a contract. */
import { enableCompileCache } from "node:module";
import { run } from "./run.ts";
import { keepMemorySteady } from "./steady-memory.ts";

// For what is loaded from here on. It cannot help the file that it stands in: Node has compiled that already.
enableCompileCache();
keepMemorySteady();
await run(process.argv.slice(2));
