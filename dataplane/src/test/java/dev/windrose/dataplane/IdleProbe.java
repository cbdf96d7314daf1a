package dev.windrose.dataplane;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** A gateway of a folder, with one loop, that prints the bytes of heap in use after a collection for each byte that it reads, until there are no more. */
final class IdleProbe {
    private IdleProbe() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Dataplane.Options options = new Dataplane.Options(1, null, null, null, LogLevel.FIXED);
        try (Dataplane _ = Dataplane.assemble(options, new FileConfiguration(List.of(folder)), List.of())) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                System.gc();
                System.gc();
                System.out.println(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
    }
}
