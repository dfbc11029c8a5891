import { playMatrix } from "./matrix.ts";
import { relayRows } from "./rows/relay.ts";

playMatrix("relays", relayRows);
