package dev.windrose.cli.line;

import java.io.IOException;

/** One command of the program. */
public interface Command {
    Synopsis synopsis();

    /** Does it; returns the exit code. What was mistaken is thrown: {@link UsageException} for the call, the others for what it names. */
    int run(Words words) throws IOException, InterruptedException;
}
