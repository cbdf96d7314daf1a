package dev.windrose.dataplane.edits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The ways in which a file gets new content. */
enum Writing {
    /** Emptied, then filled. */
    IN_PLACE {
        @Override
        void write(Path file, String text) throws IOException {
            Files.writeString(file, text);
        }
    },
    /** A new file takes the place of the old in one step. */
    BY_RENAME {
        @Override
        void write(Path file, String text) throws IOException {
            Path fresh = Files.writeString(file.resolveSibling("." + file.getFileName() + ".new"), text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    },
    /** As vim does it: a swap file, a probe, the old one moved away, the new one written, the old one deleted. */
    BY_EDITOR {
        @Override
        void write(Path file, String text) throws IOException {
            Path swap = Files.writeString(file.resolveSibling("." + file.getFileName() + ".swp"), "b0VIM");
            Path probe = Files.writeString(file.resolveSibling("4913"), "");
            Files.delete(probe);
            Path backup = file.resolveSibling(file.getFileName() + "~");
            if (Files.exists(file)) {
                Files.move(file, backup, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, text);
            Files.deleteIfExists(backup);
            Files.delete(swap);
        }
    };

    abstract void write(Path file, String text) throws IOException;

    /** As Kubernetes does it for a mounted ConfigMap: a new folder with all files, and one link is switched to it. */
    static void project(Path volume, String version, Map<String, String> files) throws IOException {
        Path fresh = Files.createDirectories(volume.resolve(".." + version));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(fresh.resolve(file.getKey()), file.getValue());
            Path visible = volume.resolve(file.getKey());
            if (!Files.isSymbolicLink(visible)) {
                Files.createSymbolicLink(visible, Path.of("..data", file.getKey()));
            }
        }
        Path data = volume.resolve("..data");
        Path old = Files.isSymbolicLink(data) ? volume.resolve(Files.readSymbolicLink(data)) : null;
        Path next = Files.createSymbolicLink(volume.resolve("..data_tmp"), fresh.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        if (old != null) {
            for (String name : files.keySet()) {
                Files.deleteIfExists(old.resolve(name));
            }
            Files.deleteIfExists(old);
        }
    }
}
