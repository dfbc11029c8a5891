import { playMatrix } from "./matrix.ts";
import { limitRows } from "./rows/server-limits.ts";

playMatrix("servers 2", limitRows);
