package dev.windrose.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets the process may have open, of which limits leave a part for what else there is: logs, documents, the admin port. */
final class OpenFiles {
    private static final Pattern SOFT = Pattern.compile("(?m)^Max open files +([0-9]{1,9}) ");

    private OpenFiles() {}

    /** The limit of the process; as good as none where it cannot be told. */
    static int most() {
        try {
            return most(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException _) {
            return Integer.MAX_VALUE;
        }
    }

    /** Reads what Linux tells of a process (proc_pid_limits(5)). */
    static int most(String limits) {
        Matcher soft = SOFT.matcher(limits);
        return soft.find() ? Integer.parseInt(soft.group(1)) : Integer.MAX_VALUE;
    }
}
