package dev.windrose.cli;

import java.io.PrintWriter;

/** Where a command writes: results to {@code out}, remarks to {@code err}. */
record Terminal(PrintWriter out, PrintWriter err) {}
