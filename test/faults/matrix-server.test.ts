import { playMatrix } from "./matrix.ts";
import { contentRows } from "./rows/server-content.ts";
import { rangeRows } from "./rows/server-ranges.ts";

playMatrix("servers 1", [...rangeRows, ...contentRows]);
