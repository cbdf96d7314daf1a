package dev.windrose.cli.line;

import java.io.PrintWriter;

/** Where a command writes: results to {@code out}, remarks to {@code err}. */
public record Terminal(PrintWriter out, PrintWriter err) {}
